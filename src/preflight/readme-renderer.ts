import { execFile } from 'node:child_process';
import { parse } from 'node:path';
import type { RenderReStructuredText, Rendering } from './description-rules.ts';

/** The folder it was started in may hold a readme_renderer of somebody else's, so Python must not look there. */
const PROGRAM = `
import io, sys
sys.path[:] = [folder for folder in sys.path if folder]
try:
    from readme_renderer import rst
except ImportError:
    sys.exit(3)
complaints = io.StringIO()
rendered = rst.render(sys.stdin.buffer.read().decode("utf-8"), stream=complaints)
sys.stdout.buffer.write(complaints.getvalue().encode("utf-8"))
sys.exit(4 if rendered is None else 0)
`;

const NOT_THERE = 3;
const REFUSED = 4;
const TIME_LIMIT_MS = 30_000;
const OUTPUT_BYTES = 1 << 20;
const COMPLAINTS_SAID = 3;

/** What Python needs to find its own modules; none of our secrets. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'PYTHONPATH', 'VIRTUAL_ENV', 'SystemRoot'];

/** @param findPython absolute path of a Python; null where there is none. */
export function readmeRenderer(
  findPython: () => Promise<string | null>,
  environment: Readonly<Record<string, string | undefined>>,
): RenderReStructuredText {
  const env = Object.fromEntries(PASSED_ON.map((name) => [name, environment[name]]));
  return async (text) => {
    const python = await findPython();
    return python === null ? { rendered: 'not-checked', why: 'there is no Python' } : run(python, text, env);
  };
}

async function run(python: string, text: string, env: NodeJS.ProcessEnv): Promise<Rendering> {
  return new Promise((resolve) => {
    const options = { env, cwd: parse(python).root, timeout: TIME_LIMIT_MS, maxBuffer: OUTPUT_BYTES };
    const child = execFile(python, ['-c', PROGRAM], options, (failure, stdout) => {
      resolve(failure === null ? { rendered: 'yes' } : unrendered(failure.code, stdout));
    });
    // It may end before it has read all.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  });
}

function unrendered(status: unknown, stdout: string): Rendering {
  if (status === NOT_THERE) return { rendered: 'not-checked', why: 'readme_renderer is not installed' };
  if (status !== REFUSED) return { rendered: 'not-checked', why: 'readme_renderer did not answer' };
  const complaints = stdout.split('\n').filter((line) => line.startsWith('<string>:'));
  return {
    rendered: 'no',
    complaints: complaints.slice(0, COMPLAINTS_SAID).map((line) => line.replace('<string>', 'line')),
  };
}

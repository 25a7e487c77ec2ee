import type { Environment } from '../config/environment.ts';
import { PysignError } from '../errors.ts';
import type { RenderReStructuredText } from '../preflight/description-rules.ts';

/** Python is looked for, in the absolute folders of PATH, when the first description wants it. */
export function rendererOnFirstUse(environment: Environment): RenderReStructuredText {
  let made: Promise<RenderReStructuredText> | null = null;
  return async (text) => {
    made ??= import('../preflight/readme-renderer.ts').then(({ readmeRenderer }) =>
      readmeRenderer(async () => findPython(environment), environment),
    );
    return (await made)(text);
  };
}

async function findPython(environment: Environment): Promise<string | null> {
  const { findProgram } = await import('../openpgp/gpg.ts');
  for (const name of ['python3', 'python']) {
    try {
      return await findProgram(name, environment);
    } catch (error) {
      if (!(error instanceof PysignError)) throw error;
    }
  }
  return null;
}

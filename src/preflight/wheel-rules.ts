import { dated, error, type Finding, warning } from './finding.ts';
import type { Inspected } from './inspected.ts';
import { PYPI_RULES_DATE } from './platform-tags.ts';

/** What PyPI wants of what a wheel holds. */
export function wheelFindings({ distribution: { filename }, wheel }: Inspected): readonly Finding[] {
  if (wheel === null) return [];
  const [oddlyPacked] = wheel.oddlyPacked;
  return [
    ...(oddlyPacked === undefined ? [] : [packingFinding(filename, oddlyPacked)]),
    ...scriptNames(wheel.entryPoints ?? '').flatMap((name) => scriptFinding(filename, name)),
  ];
}

function packingFinding(filename: string, member: string): Finding {
  const message = `${JSON.stringify(member)} is neither stored nor deflated; PyPI takes nothing else`;
  return dated(PYPI_RULES_DATE, warning('compression', filename, message, 'pack it with deflate'));
}

/** An installer makes a program of this name: it may not lead into another folder. */
function scriptFinding(filename: string, name: string): readonly Finding[] {
  const fix = 'rename it in project.scripts of pyproject.toml';
  const quoted = JSON.stringify(name);
  if (/[/\\\p{Cc}]/u.test(name) || /^\.+$/u.test(name) || name === '') {
    return [error('entry-points', filename, `${quoted} is no name for a program`, fix)];
  }
  return /^[\w.-]+$/u.test(name)
    ? []
    : [warning('entry-points', filename, `${quoted} is an unusual name for a program; PyPI may refuse it`, fix)];
}

/** Names in the sections that become programs, from the INI of the entry points specification. */
function scriptNames(text: string): readonly string[] {
  let section = '';
  const names: string[] = [];
  for (const line of text.split(/\r?\n/u).map((each) => each.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const opened = /^\[(?<name>[^\]]*)\]$/u.exec(line)?.groups?.['name'];
    if (opened !== undefined) section = opened.trim();
    else if (section === 'console_scripts' || section === 'gui_scripts') names.push((line.split('=')[0] ?? '').trim());
  }
  return names;
}

import { validRange } from '@renovatebot/pep440';
import { error, type Finding } from './finding.ts';
import { type Inspected, valuesOf } from './inspected.ts';

/** PEP 508 without the environment marker, which is passed over. */
const REQUIREMENT =
  /^\s*(?<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[(?<extras>[^\]]*)\])?\s*(?:@\s*(?<url>[^;]+)|\(?(?<range>[^;()]*)\)?)\s*(?:;.*)?$/su;

const FIELDS = ['requires-dist', 'provides-dist', 'obsoletes-dist'];

/** PyPI takes no requirement that it cannot read, and none that names a place of its own. */
export function requirementFindings(file: Inspected): readonly Finding[] {
  const { filename } = file.distribution;
  const requirements = FIELDS.flatMap((field) =>
    valuesOf(file, field).flatMap((value) => requirementFault(field, value)),
  );
  const pythons = valuesOf(file, 'requires-python')
    .filter((range) => !validRange(range))
    .map((range) => `its requires-python ${JSON.stringify(range)} is no version specifier (PEP 440)`);
  const fix = 'mend the dependencies in pyproject.toml';
  return [...requirements, ...pythons].map((message) => error('requirement', filename, message, fix));
}

function requirementFault(field: string, value: string): readonly string[] {
  const quoted = JSON.stringify(value);
  const groups = REQUIREMENT.exec(value)?.groups;
  if (groups === undefined) return [`its ${field} ${quoted} is no requirement (PEP 508)`];
  if (groups['url'] !== undefined)
    return [`its ${field} ${quoted} names an address; PyPI takes no direct dependencies`];
  const range = (groups['range'] ?? '').trim();
  return range === '' || validRange(range) ? [] : [`its ${field} ${quoted} is no requirement (PEP 508)`];
}

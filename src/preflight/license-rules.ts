import parseExpression from 'spdx-expression-parse';
import licenseIds from 'spdx-license-ids/index.json' with { type: 'json' };
import oldLicenseIds from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import { reasonOf } from '../errors.ts';
import { dated, error, type Finding, warning } from './finding.ts';
import { firstOf, type Inspected, valuesOf } from './inspected.ts';
import { hasLicenseFiles } from './license-files.ts';

/** PyPI reads identifiers in any case (PEP 639), the library in that of SPDX alone. */
const spelling: ReadonlyMap<string, string> = new Map(
  [...licenseIds, ...oldLicenseIds, 'AND', 'OR', 'WITH'].map((id) => [id.toLowerCase(), id]),
);

/** PEP 639: what a license expression is, what it may stand beside, and where the license files are. */
export function licenseFindings(file: Inspected): readonly Finding[] {
  const expression = firstOf(file, 'license-expression');
  return [
    ...(expression === null ? [] : [...expressionFindings(expression, file), ...rivalFindings(file)]),
    ...licenseFileFindings(file),
  ];
}

const FIX = 'mend project.license in pyproject.toml';

function expressionFindings(expression: string, { distribution: { filename } }: Inspected): readonly Finding[] {
  const spelled = expression.replaceAll(/[\w.+-]+/gu, (word) => spelling.get(word.toLowerCase()) ?? word);
  const fault = expressionFault(spelled);
  if (fault === null) return [];
  const quoted = JSON.stringify(expression);
  const otherwise = spelled.replaceAll(/[\w.+-]+/gu, (word) => (spelling.has(word.toLowerCase()) ? word : 'MIT'));
  if (expressionFault(otherwise) !== null) {
    return [error('license', filename, `its License-Expression ${quoted} is no SPDX expression: ${fault}`, FIX)];
  }
  const message = `its License-Expression ${quoted} holds a license that SPDX does not list`;
  return [dated(SPDX_DATE, warning('license', filename, message, `${FIX}; or LicenseRef-… for one of your own`))];
}

/** Of spdx-license-ids 3.0.24. */
const SPDX_DATE = '2026-09-17';

function expressionFault(expression: string): string | null {
  try {
    parseExpression(expression);
    return null;
  } catch (thrown) {
    const reason = reasonOf(thrown);
    return reason === '' ? 'it ends too early' : reason;
  }
}

function rivalFindings(file: Inspected): readonly Finding[] {
  const { filename } = file.distribution;
  const classifier = valuesOf(file, 'classifier').find((each) => each.startsWith('License :: '));
  const both = 'it has License and License-Expression; PyPI takes one of them';
  const old = `PEP 639 wants no ${JSON.stringify(classifier)} beside License-Expression`;
  return [
    ...(firstOf(file, 'license') === null ? [] : [error('license', filename, both, FIX)]),
    ...(classifier === undefined ? [] : [warning('license', filename, old, 'take the classifier out')]),
  ];
}

function licenseFileFindings(file: Inspected): readonly Finding[] {
  const { filename, metadata } = file.distribution;
  if (!hasLicenseFiles(metadata)) return [];
  const rebuild = 'build it anew: python -m build';
  return valuesOf(file, 'license-file')
    .filter((path) => !isThere(path, file))
    .map((path) => error('license-file', filename, `its License-File ${JSON.stringify(path)} is not in it`, rebuild));
}

function isThere(path: string, { wheel, sdistMembers }: Inspected): boolean {
  if (wheel !== null) return wheel.members.has(`${wheel.distInfo ?? ''}/licenses/${path}`);
  return sdistMembers?.has(path) ?? true;
}

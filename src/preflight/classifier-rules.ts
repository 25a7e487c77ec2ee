import { dated, error, type Finding, warning } from './finding.ts';
import { type Inspected, valuesOf } from './inspected.ts';
import known from './trove-classifiers.json' with { type: 'json' };

const classifiers: ReadonlySet<string> = new Set(known.classifiers);
const deprecated: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(known.deprecated));

/** PyPI refuses classifiers that it does not know and those that were given up. */
export function classifierFindings(file: Inspected): readonly Finding[] {
  return [...new Set(valuesOf(file, 'classifier'))].flatMap((classifier) => findings(classifier, file));
}

function findings(classifier: string, { distribution: { filename } }: Inspected): readonly Finding[] {
  const quoted = JSON.stringify(classifier);
  if (classifier.startsWith('Private :: ')) {
    const fix = 'take the classifier out, if this is meant for everybody';
    return [error('classifier', filename, `${quoted} says that it must not be uploaded; PyPI refuses it`, fix)];
  }
  const successors = deprecated.get(classifier);
  if (successors !== undefined) {
    const fix = successors.length === 0 ? 'take it out of pyproject.toml' : `use ${successors.join(' or ')}`;
    return [dated(known.date, warning('classifier', filename, `PyPI has given up the classifier ${quoted}`, fix))];
  }
  if (classifiers.has(classifier)) return [];
  const fix = 'choose one from https://pypi.org/classifiers/';
  return [dated(known.date, warning('classifier', filename, `PyPI knows no classifier ${quoted}`, fix))];
}

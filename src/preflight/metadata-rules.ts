import { METADATA_VERSIONS } from '../distributions/metadata-fields.ts';
import { oddFields, tooNewFields } from '../distributions/metadata-warnings.ts';
import { classifierFindings } from './classifier-rules.ts';
import { dated, error, type Finding, warning } from './finding.ts';
import { firstOf, type Inspected, valuesOf } from './inspected.ts';
import { licenseFindings } from './license-rules.ts';
import { PYPI_RULES_DATE } from './platform-tags.ts';
import { requirementFindings } from './requirement-rules.ts';

/** Warehouse `forklift/metadata.py`. */
const SUMMARY_LIMIT = 512;
const LABEL_LIMIT = 32;

/** What PyPI wants of METADATA and PKG-INFO; the description is looked at elsewhere. */
export function metadataFindings(file: Inspected): readonly Finding[] {
  return [
    ...versionFindings(file),
    ...summaryFindings(file),
    ...classifierFindings(file),
    ...licenseFindings(file),
    ...urlFindings(file),
    ...emailFindings(file),
    ...requirementFindings(file),
  ];
}

function versionFindings({ distribution: { filename, metadata } }: Inspected): readonly Finding[] {
  const { metadataVersion } = metadata;
  const isKnown = METADATA_VERSIONS.some((known) => known === metadataVersion);
  const odd = oddFields(metadata).map((message) =>
    warning('metadata-field', filename, message, 'look at the build backend, or at what sets this field'),
  );
  const tooNew = tooNewFields(metadata).map((message) =>
    error('metadata-field', filename, message, 'build it with a newer build backend'),
  );
  if (isKnown) return [...odd, ...tooNew];
  const taken = `PyPI takes no Metadata-Version ${metadataVersion}, but ${METADATA_VERSIONS.join(', ')}`;
  const fix = 'build it with another version of the build backend';
  return [...odd, dated(PYPI_RULES_DATE, warning('metadata-version', filename, taken, fix))];
}

function summaryFindings(file: Inspected): readonly Finding[] {
  const { filename } = file.distribution;
  const summary = firstOf(file, 'summary') ?? '';
  const length = Array.from(summary).length;
  const wrong = [
    ...(length > SUMMARY_LIMIT ? [`its summary has ${String(length)} characters; PyPI takes 512`] : []),
    ...(/[\r\n]/u.test(summary) ? ['its summary has more than one line; PyPI takes one'] : []),
  ];
  return wrong.map((message) => error('summary', filename, message, 'shorten the description in pyproject.toml'));
}

function urlFindings(file: Inspected): readonly Finding[] {
  const { filename } = file.distribution;
  const plain = ['home-page', 'download-url'].flatMap((field) =>
    valuesOf(file, field)
      .filter((value) => !isWebAddress(value))
      .map((value) => `its ${field} is no http or https address: ${JSON.stringify(value)}`),
  );
  const labelled = valuesOf(file, 'project-url').flatMap(projectUrlFault);
  const fix = 'mend project.urls in pyproject.toml';
  return [...plain, ...labelled].map((message) => error('url', filename, message, fix));
}

function projectUrlFault(value: string): readonly string[] {
  const { label = '', url = '' } = /^(?<label>[^,]*),\s*(?<url>.*)$/su.exec(value)?.groups ?? {};
  const quoted = JSON.stringify(value);
  if (label.trim() === '') return [`its project URL has no label: ${quoted}`];
  if (label.length > LABEL_LIMIT) return [`the label of its project URL is longer than 32 characters: ${quoted}`];
  return isWebAddress(url) ? [] : [`its project URL is no http or https address: ${quoted}`];
}

function isWebAddress(text: string): boolean {
  const { protocol } = URL.parse(text) ?? { protocol: '' };
  return (protocol === 'https:' || protocol === 'http:') && !/\s/u.test(text);
}

/** The first address is checked there, by a library with its own mind; here only what cannot be one. */
function emailFindings(file: Inspected): readonly Finding[] {
  const { filename } = file.distribution;
  return ['author-email', 'maintainer-email'].flatMap((field) =>
    valuesOf(file, field)
      .filter((value) => !/[^\s<>@,"]+@[^\s<>@,"]+\.[^\s<>@,".]+/u.test(value))
      .map((value) =>
        error(
          'email',
          filename,
          `its ${field} holds no e-mail address: ${JSON.stringify(value)}`,
          'mend it in pyproject.toml',
        ),
      ),
  );
}

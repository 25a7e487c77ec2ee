import { parseWheelName } from '../distributions/file-name.ts';
import { dated, error, type Finding, warning } from './finding.ts';
import type { Inspected } from './inspected.ts';
import { isPlatformTaken, PYPI_RULES_DATE } from './platform-tags.ts';

const MIB = 1 << 20;
/** Warehouse `constants.py`; an administrator may give a project more. */
const FILE_LIMIT = 100 * MIB;

/** What PyPI wants of the name, the version and the size: Warehouse `forklift/legacy.py`. */
export function nameFindings({ distribution, size }: Inspected): readonly Finding[] {
  const { filename, version } = distribution;
  const local = version.includes('+');
  return [
    ...fileNameFindings(distribution),
    ...(local
      ? [
          error(
            'local-version',
            filename,
            `PyPI takes no local version: ${version}`,
            'build it without the part after +',
          ),
        ]
      : []),
    ...(size > FILE_LIMIT
      ? [
          dated(
            PYPI_RULES_DATE,
            warning(
              'file-size',
              filename,
              `it has ${String(Math.ceil(size / MIB))} MiB, and PyPI takes 100 MiB a file unless more was granted`,
              'ask for a higher limit: https://docs.pypi.org/project-management/storage-limits/',
            ),
          ),
        ]
      : []),
  ];
}

function fileNameFindings({ filename, kind, project, version }: Inspected['distribution']): readonly Finding[] {
  const name = project.replaceAll('-', '_');
  if (kind === 'wheel') {
    const wrong = filename.startsWith(`${name}-`)
      ? []
      : [`PyPI takes this wheel only with a name that begins ${name}-`];
    return [
      ...wrong.map((message) => error('file-name', filename, message, 'build it with a newer build backend')),
      ...platformFindings(filename),
    ];
  }
  const wanted = `${name}-${version}.tar.gz`;
  if (filename === wanted) return [];
  return [
    error(
      'file-name',
      filename,
      `PyPI takes this sdist only as ${wanted}`,
      'build it with a newer build backend (PEP 625)',
    ),
  ];
}

function platformFindings(filename: string): readonly Finding[] {
  const refused = parseWheelName(filename)
    .platformTag.split('.')
    .filter((tag) => !isPlatformTaken(tag));
  return refused.map((tag) => {
    const fix = tag.startsWith('linux_') ? `auditwheel repair ${filename}` : 'build it for a platform that PyPI takes';
    return dated(PYPI_RULES_DATE, warning('platform-tag', filename, `PyPI takes no wheels for ${tag}`, fix));
  });
}

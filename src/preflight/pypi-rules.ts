import { descriptionFindings, type RenderReStructuredText } from './description-rules.ts';
import type { Finding } from './finding.ts';
import type { Inspected } from './inspected.ts';
import { metadataFindings } from './metadata-rules.ts';
import { nameFindings } from './name-rules.ts';
import { wheelFindings } from './wheel-rules.ts';

/** Whatever PyPI and TestPyPI would refuse of one file, in the order in which they look. */
export async function pypiFindings(file: Inspected, render: RenderReStructuredText): Promise<readonly Finding[]> {
  return [
    ...nameFindings(file),
    ...metadataFindings(file),
    ...(await descriptionFindings(file, render)),
    ...wheelFindings(file),
  ];
}

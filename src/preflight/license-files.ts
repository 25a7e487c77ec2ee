import type { CoreMetadata } from '../distributions/distribution.ts';

/** True where metadata names files that PyPI looks for: since 2.4; what older metadata meant is not specified. */
export function hasLicenseFiles({ metadataVersion, fields }: CoreMetadata): boolean {
  const counts = metadataVersion === '2.4' || metadataVersion === '2.5';
  return counts && fields.some(({ name }) => name === 'license-file');
}

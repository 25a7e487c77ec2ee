import type { SigningKey } from '../openpgp/signer.ts';
import type { SignedFile } from '../release/signed-file.ts';
import { printable } from './printable.ts';
import type { Style } from './style.ts';
import { labelled } from './text-width.ts';

export interface SignedResult {
  readonly project: string;
  readonly version: string;
  readonly key: SigningKey;
  readonly signed: readonly SignedFile[];
}

/** What `pysign sign --json` prints. */
export function signedDocument({ project, version, key, signed }: SignedResult): object {
  return {
    schemaVersion: 1,
    command: 'sign',
    exitCode: 0,
    project,
    version,
    key: { fingerprint: key.fingerprint, userId: key.userId },
    files: signed.map(({ collected, content, signature }) => ({
      filename: collected.distribution.filename,
      sha256: content.sha256,
      size: content.size,
      signature: { path: collected.signaturePath, made: signature?.made ?? null },
    })),
    warnings: key.warnings,
    error: null,
  };
}

export function signedText({ project, version, key, signed }: SignedResult, style: Style): string {
  const rows = signed.map(({ collected, signature }) => {
    const words = signature?.made === 'kept' ? 'already signed' : 'signed';
    return `  ${style.good('✔')} ${printable(collected.distribution.filename)}.asc  ${words}`;
  });
  const count = signed.length === 1 ? '1 file' : `${String(signed.length)} files`;
  const warnings = key.warnings.map((text) => labelled('warning:', printable(text), style.columns, style.warning));
  return [...rows, '', ...warnings, `${count} of ${project} ${version} signed by ${key.fingerprint}`].join('\n');
}

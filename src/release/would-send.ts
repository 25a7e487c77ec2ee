import { uploadFields } from '../indexes/upload-form.ts';
import type { IndexServer } from '../indexes/index-server.ts';
import type { FileRun } from './make-receipt.ts';
import type { SignedFile } from './signed-file.ts';

/** The requests that a dry run leaves out, as a person reads them. */
export function wouldSend(runs: readonly FileRun[], { uploadUrl }: IndexServer): readonly string[] {
  const unsent = runs.filter(({ delivered }) => delivered.outcome.outcome === 'not-started');
  return unsent.map(({ file }) => `POST ${uploadUrl.href}  ${parts(file).join(', ')}`);
}

function parts({ collected: { distribution }, content, signature }: SignedFile): readonly string[] {
  const fields = uploadFields(distribution, content.sha256).length;
  return [
    `content ${distribution.filename} (${String(content.size)} bytes, sha256 ${content.sha256})`,
    ...(signature === null ? [] : [`gpg_signature (${String(signature.bytes.length)} bytes)`]),
    `${String(fields)} form fields`,
  ];
}

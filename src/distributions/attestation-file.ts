import { open } from 'node:fs/promises';
import { reasonOf } from '../errors.ts';
import { isFile } from './named-file.ts';

/** The two that PyPI takes, `docs.pypi.org/attestations`; pypi-attestations names its files so. */
const KINDS = ['publish', 'slsa'] as const;

const NAME = new RegExp(`^(?<target>.+)\\.(?:${KINDS.join('|')})\\.attestation$`, 's');

/** Bytes. Those made by GitHub have 5,000 to 10,000. */
const ATTESTATION_LIMIT = 1 << 20;

/** The path of the distribution that an attestation belongs to by its own path; null for a name of another kind. */
export function attestedPath(path: string): string | null {
  return NAME.exec(path)?.groups?.['target'] ?? null;
}

/** Paths of the attestations on disk beside a distribution, `publish` first. */
export async function attestationsBeside(path: string): Promise<readonly string[]> {
  const paths = KINDS.map((kind) => `${path}.${kind}.attestation`);
  const existing = await Promise.all(paths.map(async (each) => ((await isFile(each)) ? [each] : [])));
  return existing.flat();
}

/**
 * What keeps a file from being an attestation, as a part of a sentence; null for nothing. Its shape alone is looked at
 * (PEP 740: JSON objects `verification_material` and `envelope`), not what it proves.
 */
export async function attestationFault(path: string): Promise<string | null> {
  try {
    const bytes = await firstBytes(path, ATTESTATION_LIMIT + 1);
    if (bytes.length === 0) return 'it is empty';
    if (bytes.length > ATTESTATION_LIMIT) return 'it is larger than 1 MiB';
    return shapeFault(parseJson(bytes));
  } catch (error) {
    return error instanceof SyntaxError || error instanceof TypeError ? 'it is not JSON in UTF-8' : reasonOf(error);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function shapeFault(value: unknown): string | null {
  if (!isObject(value)) return 'it is not a JSON object';
  const hasParts =
    'verification_material' in value &&
    isObject(value.verification_material) &&
    'envelope' in value &&
    isObject(value.envelope);
  return hasParts ? null : 'it has no verification_material and envelope, as PEP 740 wants them';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The length of a file may change while it is read; the limit may not. */
async function firstBytes(path: string, limit: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.createReadStream({ end: limit - 1, autoClose: false })) {
      if (chunk instanceof Uint8Array) chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

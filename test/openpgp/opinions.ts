import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashContent, type ContentHash, type HashState } from '../../src/content.ts';
import type { GnupgHome } from '../fixtures/gnupg.ts';
import { pythonProgram } from '../python-environment.ts';

/** Some bytes, hashed as a signature over them needs it. */
export async function contentOf(text: string, hash: ContentHash = 'sha256'): Promise<HashState> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  return (await hashContent(chunks(), [hash])).state(hash);
}

/** What independent verifiers make of a signature: null for a refusal. */
export interface Opinions {
  /** gpg's VALIDSIG, as it names the primary key. */
  readonly gpg: string | null;
  /** Sequoia's signer. */
  readonly sequoia: string | null;
}

export function opinionsOn(text: string, asc: Uint8Array, gnupg: GnupgHome, fingerprint: string): Opinions {
  const folder = mkdtempSync(join(tmpdir(), 'opinions-'));
  const [content, signature, certificate] = ['content', 'content.asc', 'key'].map((name) => join(folder, name));
  if (content === undefined || signature === undefined || certificate === undefined) throw new Error('unreachable');
  try {
    writeFileSync(content, text);
    writeFileSync(signature, asc);
    writeFileSync(certificate, gnupg.publicKey(fingerprint));
    return {
      gpg: gpgOpinion(signature, content, gnupg),
      sequoia: sequoiaOpinion(certificate, signature, content),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function gpgOpinion(signature: string, content: string, gnupg: GnupgHome): string | null {
  const args = ['--batch', '--status-fd', '1', '--verify', signature, content];
  const { stdout } = spawnSync('gpg', args, { env: gnupg.env, encoding: 'utf8' });
  return /^\[GNUPG:\] VALIDSIG .* ([0-9A-F]{40})$/m.exec(stdout)?.[1] ?? null;
}

function sequoiaOpinion(certificate: string, signature: string, content: string): string | null {
  const script = join(import.meta.dirname, '..', 'fixtures', 'sequoia_verify.py');
  const { status, stdout } = spawnSync(pythonProgram('python'), [script, certificate, signature, content], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : null;
}

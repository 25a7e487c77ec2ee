import { createHash, hash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeAtomically } from '../atomic-write.ts';
import type { Content } from '../content.ts';
import { PysignError } from '../errors.ts';
import type { CertificatePart } from '../openpgp/certificate-packets.ts';
import type { DetachedSignature } from '../openpgp/detached-signature.ts';
import { type AskFact, reckon } from './examine-signature.ts';

/** Facts of earlier runs: whether these bytes, this signature and this key belong together. Never a verdict. */
export interface FactCache {
  readonly fact: AskFact;
  /** Keeps what this run found out. A cache that cannot be written is no failure. */
  save(): Promise<void>;
}

/** Some 4.5 MB; the oldest go first. */
const MOST_FACTS = 100_000;
const LINE_BYTES = 46;
/** A SHA-256 in base64url, and the answer. */
const line = /^(?<name>[\w-]{43}) (?<answer>[yn])$/;

/** @param path of the file that holds them, in the user's own cache folder. */
export async function openFactCache(path: string): Promise<FactCache> {
  const known = await readFacts(path);
  const before = known.size;
  return {
    fact: async (signature, part, content) => {
      const name = factName(signature, part, content);
      const remembered = known.get(name);
      if (remembered !== undefined) return remembered;
      const answer = await reckon(signature, part, content);
      known.set(name, answer);
      return answer;
    },
    save: async () => {
      if (known.size > before) await writeFacts(path, known);
    },
  };
}

/** Three digests of one length each, so that no two questions have one name. */
function factName(signature: DetachedSignature, part: CertificatePart, content: Content): string {
  const [signed, key] = [signature.bytes, part.body].map((bytes) => hash('sha256', bytes, 'buffer'));
  const all = createHash('sha256').update(content.state('sha256').extend());
  return all
    .update(signed ?? '')
    .update(key ?? '')
    .digest('base64url');
}

/** A file that anybody else could have written says nothing: it would decide what counts as signed. */
async function readFacts(path: string): Promise<Map<string, boolean>> {
  const facts = new Map<string, boolean>();
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      const own = process.getuid === undefined || status.uid === process.getuid();
      const alone = process.platform === 'win32' || (status.mode & 0o022) === 0;
      if (!own || !alone || !status.isFile() || status.size > 2 * MOST_FACTS * LINE_BYTES) return facts;
      for (const text of (await file.readFile('latin1')).split('\n')) {
        const { name, answer } = line.exec(text)?.groups ?? {};
        if (name !== undefined) facts.set(name, answer === 'y');
      }
    } finally {
      await file.close();
    }
  } catch {
    // No cache, or none that can be read: everything is reckoned anew.
  }
  return facts;
}

async function writeFacts(path: string, facts: ReadonlyMap<string, boolean>): Promise<void> {
  const newest = [...facts].slice(-MOST_FACTS);
  const text = newest.map(([name, answer]) => `${name} ${answer ? 'y' : 'n'}\n`).join('');
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeAtomically(path, text, 0o600);
  } catch (error) {
    const isExpected = error instanceof PysignError || (error instanceof Error && 'code' in error);
    if (!isExpected) throw error;
  }
}

import { open, stat } from 'node:fs/promises';
import { PysignError } from '../errors.ts';
import { type LocalFile, signatureEndings } from '../evidence/local-file.ts';
import { isDistributionName } from '../distributions/named-file.ts';

/** What a person asked to have verified. */
export type Target =
  | { readonly target: 'file'; readonly file: LocalFile }
  /** `version` null stands for the newest. */
  | { readonly target: 'release'; readonly project: string; readonly version: string | null }
  | { readonly target: 'url'; readonly url: URL };

/**
 * Tells files, releases and addresses apart: what exists on disk is a file. `FILE SIGNATURE` is a pair; among many
 * files, as the shell expands `dist/*`, signatures belong to the files that they lie beside.
 * @throws PysignError `USAGE`
 */
export async function targetsOf(words: readonly string[]): Promise<readonly Target[]> {
  const [first, second] = words;
  if (words.length === 2 && first !== undefined && second !== undefined && (await isPair(first, second))) {
    return [{ target: 'file', file: { path: first, signature: second } }];
  }
  const given = new Set(words);
  const subjects = words.map((word) => ({ word, subject: subjectOf(word) }));
  // `demo.whl.asc` beside `demo.whl` is verified with it, and alone it stands for it.
  const wanted = subjects.filter(({ word, subject }) => subject === word || !given.has(subject));
  return Promise.all(wanted.map(async ({ word, subject }) => targetOf(word, subject)));
}

function subjectOf(word: string): string {
  const ending = signatureEndings.find((each) => word.endsWith(each));
  return ending === undefined ? word : word.slice(0, -ending.length);
}

async function isPair(file: string, signature: string): Promise<boolean> {
  if (signature === file || isDistributionName(signature) || !(await isFile(file))) return false;
  return (await isFile(signature)) && looksSigned(signature);
}

/** Whatever it is in the end: a message or a key in place of a signature is then refused by name. */
async function looksSigned(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer.subarray(0, bytesRead);
    return ((head[0] ?? 0) & 0x80) !== 0 || head.includes('-----BEGIN PGP ');
  } finally {
    await file.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function targetOf(word: string, subject: string): Promise<Target> {
  if (await isFile(subject)) {
    return { target: 'file', file: { path: subject, signature: subject === word ? null : word } };
  }
  const url = URL.parse(word);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return { target: 'url', url };
  const named = /^(?<project>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)(?:==(?<version>[^=\s]+))?$/u.exec(word)?.groups;
  const looksLikePath = isDistributionName(word) || subject !== word;
  if (named?.['project'] !== undefined && !looksLikePath) {
    return { target: 'release', project: named['project'], version: named['version'] ?? null };
  }
  throw new PysignError('USAGE', `${word} is no file here, no PROJECT==VERSION and no address`, {
    next: 'pysign help verify',
  });
}

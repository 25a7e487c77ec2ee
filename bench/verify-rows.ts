import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command, Contest, Row } from './contest.ts';
import { nothing, pysign, type Workbench, workbench } from './workbench.ts';

const MB = 1_000_000;
const COUNT = 1000;

/** The speeds asked for verifying. */
export const verifyRows: readonly Row[] = [
  {
    name: 'verify-1000-gpg',
    work: 'verify 1,000 files of 50 KB, Ed25519 and RSA-4096 half and half, one command',
    peer: 'a loop of `gpg --verify`',
    atMost: 0.2,
    measures: 'time',
    prepare: async () => verifyingMany((bench) => loop('gpg --batch --quiet --verify "$f.asc" "$f"', bench)),
  },
  ...sqvRows(),
  {
    name: 'verify-again',
    work: 'the 1,000 again, nothing changed',
    peer: 'the first run',
    atMost: 0.7,
    measures: 'time',
    prepare: async () => verifyingMany(verifying, remembering),
  },
  {
    name: 'verify-500-sha256',
    work: 'verify one 500 MB file, SHA-256 signature',
    peer: '`gpg --verify`',
    atMost: 0.5,
    measures: 'time',
    prepare: async () => verifyingLarge('SHA256'),
  },
  {
    name: 'verify-500-sha512',
    work: 'verify one 500 MB file, SHA-512 signature',
    peer: '`gpg --verify`',
    atMost: 0.7,
    measures: 'time',
    prepare: async () => verifyingLarge('SHA512'),
  },
  {
    name: 'verify-memory',
    work: 'peak memory of verifying the 1,000',
    peer: '',
    atMost: 200,
    measures: 'memory',
    prepare: async () => verifyingMany(() => null),
  },
];

/** Only where the system has it. */
function sqvRows(): readonly Row[] {
  if (spawnSync('sqv', ['--version']).status !== 0) return [];
  return [
    {
      name: 'verify-1000-sqv',
      work: 'the same',
      peer: 'a loop of `sqv`',
      atMost: 0.35,
      measures: 'time',
      prepare: async () =>
        verifyingMany((bench) => loop(`sqv --keyring '${ring(bench)}' "$f.asc" "$f" >/dev/null`, bench)),
    },
  ];
}

function ring({ folder }: Workbench): string {
  return join(folder, 'ring.gpg');
}

function loop(command: string, { folder, author }: Workbench): Command {
  return { argv: ['sh', '-c', `for f in '${folder}'/*.bin; do ${command} || exit 1; done`], env: author.env };
}

/** Emptied before each run. */
function emptyCache({ folder }: Workbench): string {
  return join(folder, 'empty');
}

function remembering(bench: Workbench): Command {
  return { ...verifying(bench), env: { ...bench.author.env, XDG_CACHE_HOME: join(bench.folder, 'cache') } };
}

function verifying(bench: Workbench, ...files: readonly string[]): Command {
  const all = files.length > 0 ? files : names(bench);
  const env = { ...bench.author.env, XDG_CACHE_HOME: emptyCache(bench) };
  return pysign(['verify', '--keyring', ring(bench), ...all], env);
}

function names({ folder }: Workbench): readonly string[] {
  return Array.from({ length: COUNT }, (_, number) => join(folder, `file${String(number)}.bin`));
}

async function keyring(bench: Workbench): Promise<void> {
  await writeFile(ring(bench), bench.author.gpg(['--export']));
}

function sign({ author }: Workbench, signer: string, file: string, options: readonly string[] = []): void {
  const how = ['--pinentry-mode', 'loopback', '--passphrase', '', '--local-user', signer, '--armor', ...options];
  author.gpg([...how, '--detach-sign', file]);
}

async function verifyingMany(
  peerOf: (bench: Workbench) => Command | null,
  subjectOf: (bench: Workbench) => Command = verifying,
): Promise<Contest> {
  const bench = await workbench();
  const signers = [bench.fingerprint, bench.author.makeKey('rsa4096', 'Old <old@example.org>')];
  await keyring(bench);
  for (const [place, file] of names(bench).entries()) {
    await writeFile(file, randomBytes(50_000));
    sign(bench, signers[place % 2] ?? '', file);
  }
  const reset = async (): Promise<void> => rm(emptyCache(bench), { recursive: true, force: true });
  return { subject: subjectOf(bench), peer: peerOf(bench), reset, end: bench.end };
}

async function verifyingLarge(digest: string): Promise<Contest> {
  const bench = await workbench();
  const file = join(bench.folder, 'large.bin');
  const bytes = randomBytes(MB);
  await writeFile(
    file,
    Array.from({ length: 500 }, () => bytes),
  );
  sign(bench, bench.fingerprint, file, ['--digest-algo', digest]);
  await keyring(bench);
  const peer: Command = { argv: ['gpg', '--batch', '--quiet', '--verify', `${file}.asc`, file], env: bench.author.env };
  return { subject: verifying(bench, file), peer, reset: nothing, end: bench.end };
}

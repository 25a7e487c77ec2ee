import { rm } from 'node:fs/promises';
import { hashFile } from '../src/content.ts';
import { buildSampleWheel } from '../test/fixtures/distributions.ts';
import { pythonProgram } from '../test/python-environment.ts';
import type { Command, Contest, Row } from './contest.ts';
import { Sink } from './sink.ts';
import { verifyRows } from './verify-rows.ts';
import { nothing, pysign, workbench } from './workbench.ts';

const MB = 1_000_000;

/** The speeds asked for. A row that is missed stays, and is marked. */
export const rows: readonly Row[] = [
  {
    name: 'version',
    work: '`pysign --version`',
    peer: '`twine --version`',
    atMost: 0.6,
    measures: 'time',
    prepare: async () => {
      const env = process.env;
      const peer: Command = { argv: [pythonProgram('twine'), '--version'], env };
      return Promise.resolve({ subject: pysign(['--version'], env), peer, reset: nothing, end: nothing });
    },
  },
  {
    name: 'sign-gpg',
    work: 'sign one 500 MB file, Ed25519 in gpg-agent',
    peer: '`gpg --detach-sign`',
    atMost: 0.9,
    measures: 'time',
    prepare: async () => signing((file) => ['gpg', '--batch', '--yes', '--armor', '--detach-sign', file]),
  },
  {
    name: 'sign-openssl',
    work: 'the same',
    peer: '`openssl dgst -sha256`',
    atMost: 1.7,
    measures: 'time',
    prepare: async () => signing((file) => ['openssl', 'dgst', '-sha256', file]),
  },
  {
    name: 'release-300',
    work: 'release one 300 MB wheel: sign, upload, confirm',
    peer: '`twine upload --sign` (no confirm)',
    atMost: 0.8,
    measures: 'time',
    prepare: async () => releasing(1, 300 * MB, true),
  },
  {
    name: 'upload-300',
    work: 'upload one 300 MB wheel (start-up and both hash passes included)',
    peer: '`curl -F`',
    atMost: 2.3,
    measures: 'time',
    prepare: uploading,
  },
  {
    name: 'release-40',
    work: 'release 40 wheels of one version, 300 KB each: sign, upload, confirm',
    peer: '`twine upload --sign` (no confirm)',
    atMost: 1,
    measures: 'time',
    prepare: async () => releasing(40, 300_000, true),
  },
  {
    name: 'memory-300',
    work: 'peak memory of a release, 300 MB',
    peer: '',
    atMost: 170,
    measures: 'memory',
    prepare: async () => releasing(1, 300 * MB, false),
  },
  {
    name: 'memory-1000',
    work: 'peak memory of a release, 1 GB',
    peer: '',
    atMost: 170,
    measures: 'memory',
    prepare: async () => releasing(1, 1000 * MB, false),
  },
  ...verifyRows,
];

async function removeSignatures(files: readonly string[]): Promise<void> {
  await Promise.all(files.map(async (file) => rm(`${file}.asc`, { force: true })));
}

async function signing(peer: (file: string) => readonly [string, ...string[]]): Promise<Contest> {
  const { folder, author, end } = await workbench();
  const file = await buildSampleWheel(folder, { payloadBytes: 500 * MB });
  const reset = async (): Promise<void> => removeSignatures([file]);
  return {
    subject: pysign(['sign', '--quiet', file], author.env),
    peer: { argv: peer(file), env: author.env },
    reset,
    end,
  };
}

async function releasing(count: number, bytes: number, withPeer: boolean): Promise<Contest> {
  const { folder, author, fingerprint, end } = await workbench();
  const files = await Promise.all(
    Array.from({ length: count }, async (_, position) => {
      const tags = count === 1 ? 'py3-none-any' : `cp${String(300 + position)}-none-any`;
      return buildSampleWheel(folder, { payloadBytes: bytes, tags });
    }),
  );
  const sink = await Sink.make();
  const twine = ['upload', '--sign', '--identity', fingerprint, '--disable-progress-bar', '--non-interactive'];
  const account = ['--repository-url', sink.uploadUrl, '--username', 'bench', '--password', 'bench'];
  const peer: Command = { argv: [pythonProgram('twine'), ...twine, ...account, ...files], env: author.env };
  return {
    subject: pysign(['release', '--quiet', '--repository-url', sink.uploadUrl, ...files], author.env),
    peer: withPeer ? peer : null,
    reset: async () => {
      await removeSignatures(files);
      await sink.restart();
    },
    end: async () => {
      await sink.end();
      await end();
    },
  };
}

async function uploading(): Promise<Contest> {
  const { folder, author, end } = await workbench();
  const file = await buildSampleWheel(folder, { payloadBytes: 300 * MB });
  const sink = await Sink.make();
  const fields = [
    ':action=file_upload',
    'protocol_version=1',
    'metadata_version=2.1',
    'name=demo',
    'version=1.0',
    'filetype=bdist_wheel',
    'pyversion=py3',
    `sha256_digest=${(await hashFile(file)).sha256}`,
    `content=@${file}`,
  ];
  const peer: Command = {
    argv: ['curl', '--fail', '--silent', ...fields.flatMap((field) => ['-F', field]), sink.uploadUrl],
    env: author.env,
  };
  return {
    subject: pysign(['upload', '--quiet', '--signatures', 'off', '--repository-url', sink.uploadUrl, file], author.env),
    peer,
    reset: async () => sink.restart(),
    end: async () => {
      await sink.end();
      await end();
    },
  };
}

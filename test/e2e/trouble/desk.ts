import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect } from 'chai';
import type { ReceiptDocument } from '../../../src/reports/receipt-document.ts';
import { type Folder, useFolder } from '../../fixtures/folder.ts';
import { type Author, GnupgHome, useAuthor } from '../../fixtures/gnupg.ts';
import { type HostileIndex, useHostileIndex } from '../../fixtures/hostile-index.ts';
import { pysign, type RunOptions } from '../../fixtures/program.ts';
import { type Pypiserver, usePypiserver } from '../../fixtures/pypiserver.ts';
import { fileOf, receiptFrom } from '../../fixtures/receipt-json.ts';
import { selfSigned } from '../../fixtures/self-signed.ts';
import { type TamperingIndex, useTamperingIndex } from '../../fixtures/tampering-index.ts';
import { useForwardedAgent } from '../../openpgp/forwarded-agent.ts';
import { type FailureDocument, failureFrom } from './failure-json.ts';

/** Where an author sits: a key, an index that is honest at the start of each test, and room for files. */
export interface Desk {
  readonly author: Signatory;
  readonly index: TamperingIndex;
  /** The same over TLS, with a certificate that signed itself. */
  readonly tlsIndex: TamperingIndex;
  /** PEM. */
  readonly certificate: string;
  readonly pypiserver: Pypiserver;
  readonly stranger: HostileIndex;
  /** An author who sits at one machine with a key on another. */
  readonly forwarded: Forwarded;
  /** A new empty folder. */
  room(): Promise<string>;
}

interface Forwarded {
  readonly author: Signatory;
  readonly passphrase: string;
  readonly there: { readonly gnupg: GnupgHome };
}

/** Somebody with a key in gpg. */
export type Signatory = Pick<Author, 'env' | 'fingerprint' | 'gnupg'>;

export function useDesk(): Desk {
  const folder: Folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useTamperingIndex();
  const certificate = selfSigned();
  const tlsIndex = useTamperingIndex(certificate);
  const pypiserver = usePypiserver();
  const stranger = useHostileIndex();
  const passphrase = 'correct horse';
  const far = useAuthor('ed25519', { passphrase, pinentry: 'right' });
  const there = useForwardedAgent(far, 'symlink');
  let rooms = 0;
  beforeEach(() => index.honest());
  return {
    author,
    index,
    tlsIndex,
    certificate: certificate.cert,
    pypiserver,
    stranger,
    forwarded: { author: far, passphrase, there },
    room: async () => {
      rooms += 1;
      return folder.sub(String(rooms));
    },
  };
}

interface EachRun {
  /** Makes the trouble, before each of the two runs. */
  readonly prepare: () => Promise<void>;
  /** What may differ between the two. */
  readonly differs: RegExp;
}

/**
 * Runs a command that fails, for a person and for a script: same exit code, one error in the same words, which says
 * what to do next.
 */
export async function told(
  args: readonly string[],
  options: RunOptions,
  each: EachRun | null = null,
): Promise<FailureDocument> {
  await each?.prepare();
  const asText = await pysign(args, options);
  await each?.prepare();
  const asJson = await pysign([...args, '--json'], options);
  expect(asText.exitCode, `${asText.stderr}\n${asJson.stdout}`).to.equal(asJson.exitCode);
  expect(asJson.stderr).to.equal('');
  const failure = failureFrom(asJson);
  const said = asText.stderr.slice(asText.stderr.indexOf('error: '));
  const expected = `error: ${failure.message.replaceAll('\n', '\n       ')}\nnext:  ${failure.next}\n`;
  if (each === null) expect(said).to.equal(expected);
  else expect(said.replaceAll(each.differs, '…')).to.equal(expected.replaceAll(each.differs, '…'));
  return failure;
}

/** Releases with every signature required, and looks at the result as anyone else would: on the index, with gpg. */
export async function released(
  files: readonly string[],
  { author, index }: { readonly author: Signatory; readonly index: Pick<TamperingIndex, 'flags' | 'behind'> },
  options: RunOptions & { readonly flags?: readonly string[] } = {},
): Promise<ReceiptDocument> {
  const args = ['release', '--signatures', 'require', '--json', ...(options.flags ?? index.flags), ...files];
  const run = await pysign(args, { ...options, env: options.env ?? author.env });
  expect(run.exitCode, `${run.stdout}\n${run.stderr}`).to.equal(0);
  const receipt = receiptFrom(run);
  for (const path of files) await servedAsSigned(path, receipt, author, index.behind.url);
  for (const folder of new Set(files.map((path) => dirname(path)))) {
    expect((await onDisk(folder)).filter((name) => name.startsWith('.'))).to.deep.equal([]);
  }
  return receipt;
}

/** @param base where the index itself answers, past whatever stands before it. */
async function servedAsSigned(path: string, receipt: ReceiptDocument, author: Signatory, base: URL): Promise<void> {
  const { listed, signature } = fileOf(receipt, path.slice(dirname(path).length + 1));
  expect(listed).to.equal(true);
  expect(signature).to.deep.include({ fate: 'kept', verified: true, signer: author.fingerprint });
  const { pathname } = new URL(signature.url ?? '');
  const served = Buffer.from(await (await fetch(new URL(pathname, base))).arrayBuffer());
  expect(served.equals(await readFile(`${path}.asc`))).to.equal(true);
  author.gnupg.gpg(['--verify', `${path}.asc`, path]);
}

export async function onDisk(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).toSorted();
}

/** Nobody's signature, and nothing that was begun. */
export async function expectUnsigned(folder: string): Promise<void> {
  expect((await onDisk(folder)).filter((name) => name.includes('.asc'))).to.deep.equal([]);
}

/** Somebody with a key of their own, gone when `act` is done. */
export async function withSignatory(
  make: (gnupg: GnupgHome) => string,
  act: (signatory: Signatory) => Promise<void>,
): Promise<void> {
  const gnupg = new GnupgHome();
  try {
    await act({ gnupg, env: gnupg.env, fingerprint: make(gnupg) });
  } finally {
    gnupg.dispose();
  }
}

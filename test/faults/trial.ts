import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { createHttp } from '../../src/http/client.ts';
import { usualSurroundings } from '../../src/http/surroundings.ts';
import { PysignError } from '../../src/errors.ts';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { findCertificate } from '../../src/openpgp/keyring.ts';
import { exitCodeOf } from '../../src/release/problems.ts';
import type { Receipt } from '../../src/release/receipt.ts';
import { release } from '../../src/release/release.ts';
import type { ReleaseServices } from '../../src/release/services.ts';
import { Secret } from '../../src/secret.ts';

/** Somewhere to release to: what stands before it, and what it has in the end. */
export interface Place {
  /** Through the proxy. */
  readonly uploadUrl: URL;
  /** Where the server itself stores what it takes. */
  readonly folder: string;
  readonly login: { readonly username: string; readonly password: string } | null;
  readonly keepsSignatures: boolean;
}

const impatient = { connect: 2000, idle: 300, read: 3000, slowest: 8192 };
const patience = { attempts: 3, firstPause: 10, longestPause: 40, longestWait: 1000 };

export async function servicesFor(env: NodeJS.ProcessEnv, { uploadUrl, login }: Place): Promise<ReleaseServices> {
  const gnupg = await findGnupg(env);
  const credentials =
    login === null ? null : { username: login.username, password: new Secret(login.password), source: 'the test' };
  const sent = credentials === null ? null : { origin: uploadUrl.origin, credentials };
  const options = { credentials: sent, allowHttp: false, userAgent: 'pysign-test', idleSeconds: null };
  return {
    http: createHttp(options, { ...usualSurroundings, limits: impatient }),
    credentials,
    openSigner: async () => openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null)),
    findCertificate: async (issuer) => findCertificate(gnupg, issuer),
    renderReStructuredText: async () => Promise.resolve({ rendered: 'not-checked', why: 'no test of it' }),
    patience,
    stopping: new AbortController().signal,
    report: { tell: () => undefined },
  };
}

/** A receipt, or the failure before the first byte. */
export async function releaseOnce(
  paths: readonly string[],
  { uploadUrl }: Place,
  services: ReleaseServices,
): Promise<Receipt | PysignError> {
  const index = { uploadUrl, simpleUrl: null, name: null, delivery: null };
  const plain = { confirmTimeoutSeconds: 1, jobs: 1, dryRun: false, comment: null, strict: false, allProjects: false };
  try {
    return await release({ paths, index, signatures: 'prefer', ...plain }, services);
  } catch (error) {
    if (error instanceof PysignError) return error;
    throw error;
  }
}

/** What a server has on its disk at one moment. */
class Stored {
  readonly #folder: string;
  readonly #names: readonly string[];

  constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.#names = names;
  }

  /** SHA-256 of every file of that name, wherever it lies. */
  async digests(filename: string): Promise<readonly string[]> {
    const found = this.#names.filter((name) => basename(name) === filename);
    return Promise.all(found.map(async (name) => digestOf(join(this.#folder, name))));
  }
}

export async function storedIn(folder: string): Promise<Stored> {
  return new Stored(folder, await readdir(folder, { recursive: true }));
}

export async function digestOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** Nothing that the receipt says may be untrue of what the server has on its disk. */
export async function expectTrue(receipt: Receipt, paths: readonly string[], place: Place): Promise<void> {
  const disk = await storedIn(place.folder);
  for (const file of receipt.files) {
    const stored = await disk.digests(file.filename);
    const whole = stored.filter((sha256) => sha256 === file.sha256);
    const what = `${file.filename} ${file.upload.outcome} ${JSON.stringify(stored)}`;
    expect(stored.length, what).to.equal(whole.length);
    expect(stored.length, what).to.be.at.most(1);
    if (file.upload.outcome === 'uploaded' || file.upload.outcome === 'already-there')
      expect(stored, what).to.have.length(1);
    if (file.upload.outcome === 'not-started') expect(stored, what).to.have.length(0);
    if (file.signature.fate === 'kept') {
      const ours = paths.find((path) => basename(path) === file.filename) ?? '';
      expect(await disk.digests(`${file.filename}.asc`)).to.deep.equal([await digestOf(`${ours}.asc`)]);
    }
  }
  const proven = receipt.files.every(({ listing, upload }) => {
    return listing.listed === 'same' && (upload.outcome === 'uploaded' || upload.outcome === 'already-there');
  });
  expect(exitCodeOf(receipt) === 0, `exit ${String(exitCodeOf(receipt))}`).to.equal(
    proven && receipt.files.every(({ signature }) => signature.fate !== 'unknown' && signature.fate !== 'altered'),
  );
}

/** The same command again, undisturbed: everything is there, once, whole and proven. */
export async function expectFinished(paths: readonly string[], place: Place, services: ReleaseServices): Promise<void> {
  const receipt = await releaseOnce(paths, place, services);
  if (receipt instanceof PysignError) throw receipt;
  const words = JSON.stringify(receipt.files.map(({ upload, listing, signature }) => [upload, listing, signature]));
  expect(exitCodeOf(receipt), words).to.equal(0);
  await expectTrue(receipt, paths, place);
  const disk = await storedIn(place.folder);
  for (const path of paths) {
    expect(await disk.digests(basename(path))).to.deep.equal([await digestOf(path)]);
    if (!place.keepsSignatures) continue;
    const { signature } = receipt.files.find(({ filename }) => filename === basename(path)) ?? expect.fail(path);
    expect(signature.fate, words).to.be.oneOf(['kept', 'dropped', 'not-sent']);
  }
}

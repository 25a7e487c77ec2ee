import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { useDevpi } from '../fixtures/devpi.ts';
import { buildSampleDistributions, type SampleDistributions } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { type Author, useAuthor } from '../fixtures/gnupg.ts';
import { fileOf, receiptFrom } from '../fixtures/receipt-json.ts';
import { pysign, type Run } from '../fixtures/program.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { useFolder } from '../fixtures/folder.ts';

interface Release extends SampleDistributions {
  readonly files: readonly string[];
}

async function newRelease(folder: string, version: string): Promise<Release> {
  const made = await buildSampleDistributions(folder, { version });
  return { ...made, files: [made.wheel, made.sdist] };
}

/** What gpg itself says of the bytes an index serves beside a file. */
async function gpgAccepts(author: Author, file: string, served: Uint8Array): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pysign-served-'));
  const asc = join(folder, 'served.asc');
  await writeFile(asc, served);
  const status = author.gnupg.gpg(['--status-fd', '1', '--verify', asc, file]).toString('utf8');
  await rm(folder, { recursive: true });
  expect(status).to.include(`VALIDSIG ${author.fingerprint}`);
}

async function fetched(url: string | null): Promise<Buffer> {
  const response = await fetch(url ?? '');
  expect(response.status).to.equal(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('release', () => {
  const folder = useFolder();

  for (const kind of ['ed25519', 'rsa4096', 'nistp256'] as const) {
    describe(`with an ${kind} key to pypiserver`, () => {
      const author = useAuthor(kind);
      const index = usePypiserver();
      let release: Release = { wheel: '', sdist: '', files: [] };
      let run: Run = { exitCode: -1, stdout: '', stderr: '' };

      before(async () => {
        release = await newRelease(await folder.sub(kind), '1.0');
        run = await pysign(['release', ...index.flags, '--json', ...release.files], author);
      });

      it('proves that both signatures were kept, byte for byte', async () => {
        expect(run.stderr).to.equal('');
        expect(run.exitCode).to.equal(0);
        const receipt = receiptFrom(run);
        expect(receipt).to.deep.include({ exitCode: 0, project: 'demo', version: '1.0', error: null, warnings: [] });
        expect(receipt.key?.fingerprint).to.equal(author.fingerprint);
        expect(receipt.index?.software).to.equal('pypiserver');
        for (const path of release.files) {
          const file = fileOf(receipt, basename(path));
          expect(file.upload.outcome).to.equal('uploaded');
          expect(file.listed).to.equal(true);
          expect(file.signature).to.deep.include({
            fate: 'kept',
            verified: true,
            signer: author.fingerprint,
            hasSig: null,
          });
          const served = await fetched(file.signature.url);
          expect(served.equals(await readFile(`${path}.asc`))).to.equal(true);
          await gpgAccepts(author, path, served);
        }
      });

      it('uploads nothing when it is run again', async () => {
        const again = await pysign(['release', ...index.flags, '--json', ...release.files], author);
        expect(again.exitCode).to.equal(0);
        const receipt = receiptFrom(again);
        for (const file of receipt.files) {
          expect(file.upload.outcome).to.equal('already-there');
          expect(file.signature.fate).to.equal('kept');
        }
      });
    });
  }

  describe('to devpi', () => {
    const author = useAuthor('ed25519');
    const index = useDevpi();

    it('uploads and says in plain words that the signatures are gone', async () => {
      const release = await newRelease(await folder.sub('devpi'), '1.0');
      const run = await pysign(['release', ...index.flags, ...release.files], { env: { ...author.env, ...index.env } });
      expect(run.exitCode).to.equal(0);
      expect(run.stdout).to.include('devpi took the files and dropped their signatures');
      expect(run.stdout).to.include('signature dropped by devpi');
      expect([...(await index.files('demo'))].toSorted()).to.deep.equal(
        release.files.map((path) => basename(path)).toSorted(),
      );
    });

    it('reports the same as JSON, and proves that the .asc is not there', async () => {
      const release = await newRelease(await folder.sub('devpi-json'), '1.1');
      const run = await pysign(['release', ...index.flags, '--json', ...release.files], {
        env: { ...author.env, ...index.env },
      });
      expect(run.exitCode).to.equal(0);
      for (const { signature } of receiptFrom(run).files) {
        expect(signature).to.deep.include({ fate: 'dropped', verified: false, signer: null });
        expect(await index.status(signature.url ?? '')).to.equal(404);
      }
    });

    it('uploads nothing and exits 7 when signatures are required', async () => {
      const release = await newRelease(await folder.sub('devpi-require'), '2.0');
      const before = [...(await index.files('demo'))];
      const args = ['release', '--signatures', 'require', ...index.flags, ...release.files];
      const run = await pysign(args, { env: { ...author.env, ...index.env } });
      expect(run.exitCode).to.equal(7);
      expect(run.stderr).to.include('devpi does not store OpenPGP signatures');
      expect([...(await index.files('demo'))]).to.deep.equal(before);
      const asJson = await pysign([...args, '--json'], { env: { ...author.env, ...index.env } });
      expect(asJson.exitCode).to.equal(7);
      expect(receiptFrom(asJson).error?.code).to.equal('INDEX_DROPS_SIGNATURES');
    });
  });

  describe('to the embedded index', () => {
    const author = useAuthor('ed25519');
    const index = useEmbeddedIndex();

    it('finds has_sig true and the signature kept', async () => {
      const release = await newRelease(await folder.sub('embedded'), '1.0');
      const run = await pysign(['release', '--signatures', 'require', ...index.flags, ...release.files], author);
      expect(run.exitCode).to.equal(0);
      expect(run.stdout).to.match(
        /✔ demo-1.0.tar.gz +signed +uploaded +listed +signature kept and verified, has_sig true/u,
      );
      expect(run.stdout).to.include(`2 files of demo 1.0 released to `);
      expect(run.stdout).to.include(`signed by ${author.fingerprint}`);
    });

    it('takes the files of dist when none is named', async () => {
      const project = await folder.sub('default-paths');
      await newRelease(await folder.sub('default-paths/dist'), '1.1');
      const run = await pysign(['release', ...index.flags, '--json'], { ...author, cwd: project });
      expect(run.exitCode).to.equal(0);
      expect(receiptFrom(run).files.map(({ filename }) => filename)).to.deep.equal([
        'demo-1.1-py3-none-any.whl',
        'demo-1.1.tar.gz',
      ]);
    });

    it('sends no signature and makes none with --signatures off', async () => {
      const release = await newRelease(await folder.sub('off'), '1.2');
      const run = await pysign(['release', '--signatures', 'off', ...index.flags, '--json', ...release.files], {});
      expect(run.exitCode).to.equal(0);
      expect(receiptFrom(run).key).to.equal(null);
      for (const { signature } of receiptFrom(run).files) expect(signature.fate).to.equal('not-sent');
    });

    it('does the same in steps: sign, upload, confirm', async () => {
      const release = await newRelease(await folder.sub('steps'), '1.3');
      const signed = await pysign(['sign', '--key', author.fingerprint, ...release.files], author);
      expect(signed.stderr).not.to.include('error');
      expect(signed.exitCode).to.equal(0);
      expect(signed.stdout).to.include(`2 files of demo 1.3 signed by ${author.fingerprint}`);
      const uploaded = await pysign(['upload', ...index.flags, '--json', ...release.files], author);
      expect(uploaded.exitCode).to.equal(0);
      expect(receiptFrom(uploaded).files.map(({ upload, listed }) => [upload.outcome, listed])).to.deep.equal([
        ['uploaded', null],
        ['uploaded', null],
      ]);
      const confirmed = await pysign(
        ['confirm', '--signatures', 'require', ...index.flags, '--json', ...release.files],
        author,
      );
      expect(confirmed.exitCode).to.equal(0);
      expect(receiptFrom(confirmed).files.map(({ signature }) => signature.fate)).to.deep.equal(['kept', 'kept']);
      const again = await pysign(['sign', '--json', ...release.files], author);
      expect(again.exitCode).to.equal(0);
      expect(again.stdout).to.include('"made": "kept"');
    });
  });

  describe('to an index that drops signatures without a word', () => {
    const author = useAuthor('ed25519');
    const index = useEmbeddedIndex({ dropSignatures: true });

    it('finds out, and exits 0 where they are preferred and 7 where they are required', async () => {
      const release = await newRelease(await folder.sub('dropper'), '1.0');
      const preferred = await pysign(['release', ...index.flags, '--json', release.wheel], author);
      expect(preferred.exitCode).to.equal(0);
      expect(receiptFrom(preferred).files[0]?.signature).to.deep.include({ fate: 'dropped', hasSig: false });
      const required = await pysign(
        ['release', '--signatures', 'require', ...index.flags, '--json', release.wheel],
        author,
      );
      expect(required.exitCode).to.equal(7);
      expect(receiptFrom(required).error?.code).to.equal('SIGNATURE_DROPPED');
    });
  });
});

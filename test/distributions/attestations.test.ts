import { expect } from 'chai';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { collect } from '../../src/distributions/collect.ts';
import { buildSampleDistributions, buildSampleWheel } from '../fixtures/distributions.ts';
import { refusalOf } from './refusal.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const ATTESTATION = JSON.stringify({
  version: 1,
  verification_material: { certificate: 'AA==', transparency_entries: [{}] },
  envelope: { statement: 'AA==', signature: 'AA==' },
});

describe('attestations among the files of a release', () => {
  const inFolder = useTemporaryFolder();

  it('belong to the distribution with the same full path, named or not, and go in one order', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    const paths = [`${wheel}.publish.attestation`, `${wheel}.slsa.attestation`, `${sdist}.slsa.attestation`];
    for (const path of paths) await writeFile(path, ATTESTATION);
    for (const named of [[], paths, paths.toReversed()]) {
      const { distributions, attestations, ignored } = await collect([...named, sdist, wheel]);
      expect(distributions.map((file) => file.attestations)).to.deep.equal([paths.slice(0, 2), paths.slice(2)]);
      expect([attestations, ignored]).to.deep.equal([paths, []]);
    }
  });

  it('of a kind that no index takes, or over another file, are left alone', async () => {
    const wheel = await buildSampleWheel(inFolder());
    await writeFile(inFolder('notes.txt'), '');
    const others = [`${wheel}.sbom.attestation`, `${wheel}.attestation`, inFolder('notes.txt.publish.attestation')];
    for (const path of others) await writeFile(path, '');
    const { attestations, ignored } = await collect([wheel, ...others]);
    expect([attestations, ignored]).to.deep.equal([[], others]);
  });

  it('without their distribution are refused, each by name', async () => {
    const { wheel, sdist } = await buildSampleDistributions(inFolder());
    await mkdir(inFolder('other'));
    const elsewhere = inFolder('other', 'demo-1.0-py3-none-any.whl.publish.attestation');
    const orphans = [inFolder('gone-1.0.tar.gz.slsa.attestation'), `${sdist}.publish.attestation`, elsewhere];
    for (const path of orphans) await writeFile(path, ATTESTATION);
    const refusal = await refusalOf(async () => collect([wheel, ...orphans]));
    expect([refusal.code, refusal.message]).to.deep.equal([
      'ORPHAN_SIGNATURE',
      'an attestation came without its distribution',
    ]);
    expect(refusal.details).to.deep.equal([
      `${orphans[0]}: gone-1.0.tar.gz is not beside it`,
      `${orphans[1]}: demo-1.0.tar.gz lies beside it and was not named`,
      `${elsewhere}: demo-1.0-py3-none-any.whl is not beside it`,
    ]);
  });

  for (const [what, content, reason] of [
    ['of no bytes', '', 'it is empty'],
    ['cut short', ATTESTATION.slice(0, -5), 'it is not JSON in UTF-8'],
    ['not in UTF-8', Buffer.from(ATTESTATION.replace('AA', '\u00E9'), 'latin1'), 'it is not JSON in UTF-8'],
    ['that is a list', `[${ATTESTATION}]`, 'it is not a JSON object'],
    ['that is null', 'null', 'it is not a JSON object'],
    ['that is a Sigstore bundle', '{"verificationMaterial":{},"dsseEnvelope":{}}', 'it has no verification_material'],
    ['without an envelope', '{"verification_material":{},"envelope":null}', 'it has no verification_material and env'],
    ['of more than 1 MiB', `${' '.repeat(1 << 20)}${ATTESTATION}`, 'it is larger than 1 MiB'],
    ['of brackets without end', '['.repeat(1_000_000), ''],
  ] as const) {
    it(`${what} are refused, and what to do is said`, async () => {
      const wheel = await buildSampleWheel(inFolder());
      await writeFile(`${wheel}.publish.attestation`, content);
      const { code, details, next } = await refusalOf(async () => collect([wheel]));
      expect(code).to.equal('DISTRIBUTION_INVALID');
      expect(details).to.have.lengthOf(1);
      expect(details[0]).to.include(`demo-1.0-py3-none-any.whl.publish.attestation: ${reason}`);
      expect(next).to.include('make the attestation again');
      await rm(`${wheel}.publish.attestation`);
      expect((await collect([wheel])).attestations).to.deep.equal([]);
    });
  }

  it('may be as large as 1 MiB', async () => {
    const wheel = await buildSampleWheel(inFolder());
    await writeFile(`${wheel}.slsa.attestation`, ATTESTATION.padStart(1 << 20));
    expect((await collect([wheel])).attestations).to.deep.equal([`${wheel}.slsa.attestation`]);
  });
});

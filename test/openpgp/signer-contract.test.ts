import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { chooseSigningKey } from '../../src/openpgp/choose-key.ts';
import { checkDetachedSignature, readDetachedSignature } from '../../src/openpgp/detached-signature.ts';
import { openGpgAgentSigner } from '../../src/openpgp/gpg-agent-signer.ts';
import { findGnupg } from '../../src/openpgp/gpg.ts';
import { openSecretKeySigner } from '../../src/openpgp/secret-key-signer.ts';
import type { AskPassphrase, Signer } from '../../src/openpgp/signer.ts';
import { Secret } from '../../src/secret.ts';
import { type Author, type GnupgHome, useAuthor } from '../fixtures/gnupg.ts';
import { useForwardedAgent } from './forwarded-agent.ts';
import { contentOf, opinionsOn } from './opinions.ts';
import { refusal } from './refusal.ts';

/**
 * Two undocumented things of openpgp.js are relied on: a digest put into `SignaturePacket.hashed`, and a subclass whose
 * `hash()` gives one. A new version of it is taken only together with a look at this contract.
 */
const OPENPGP_JS = '6.3.2';

const algorithms = {
  ed25519: 'sha256',
  rsa2048: 'sha256',
  rsa4096: 'sha256',
  nistp256: 'sha256',
  nistp384: 'sha384',
  nistp521: 'sha512',
} as const;
type Algorithm = keyof typeof algorithms;
const names = [
  'ed25519',
  'rsa2048',
  'rsa4096',
  'nistp256',
  'nistp384',
  'nistp521',
] as const satisfies readonly Algorithm[];

const text = 'a distribution\r\nwith both line ends\n';
const passphrase = 'correct horse';
const givePassphrase: AskPassphrase = async () => new Secret(passphrase);

/** A way to a secret key; `setUp` is called inside a `describe`, so that it can register hooks. */
interface Holder {
  readonly name: string;
  readonly setUp: (author: Author) => () => Promise<Signer>;
}

async function throughAgent(gnupgHome: GnupgHome, ask: AskPassphrase | null): Promise<Signer> {
  const gnupg = await findGnupg(gnupgHome.env);
  return openGpgAgentSigner(gnupg, await chooseSigningKey(gnupg, null), ask);
}

const holders: readonly Holder[] = [
  { name: 'gpg-agent, with the pinentry', setUp: (author) => async () => throughAgent(author.gnupg, null) },
  {
    name: 'gpg-agent, with a passphrase by loopback',
    setUp: (author) => async () => throughAgent(author.gnupg, givePassphrase),
  },
  {
    name: 'a forwarded gpg-agent',
    setUp: (author) => {
      const there = useForwardedAgent(author, 'redirect');
      return async () => throughAgent(there.gnupg, null);
    },
  },
  {
    name: 'a secret key in this process',
    setUp: (author) => async () =>
      openSecretKeySigner(
        new Secret(author.gnupg.secretKey(author.fingerprint, passphrase).toString()),
        givePassphrase,
      ),
  },
];

describe('the contract of every key holder', () => {
  it(`is proven with openpgp.js ${OPENPGP_JS} and no other`, () => {
    const root = new URL('../../', import.meta.url);
    const manifest: unknown = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    expect(manifest).to.have.nested.property('dependencies.openpgp', OPENPGP_JS);
    const installed: unknown = JSON.parse(readFileSync(new URL('node_modules/openpgp/package.json', root), 'utf8'));
    expect(installed).to.include({ version: OPENPGP_JS });
  });

  for (const algorithm of names) {
    describe(`with an ${algorithm} key`, () => {
      const author = useAuthor(algorithm, { passphrase, pinentry: 'right' });
      for (const { name, setUp } of holders) describe(name, () => keepsTheContract(author, algorithm, setUp(author)));
    });
  }
});

function keepsTheContract(author: Author, algorithm: Algorithm, open: () => Promise<Signer>): void {
  let signer: Signer;
  before(async () => {
    signer = await open();
  });
  after(() => {
    signer.close();
  });

  it('names its key, and asks for the hash that fits it', () => {
    const { fingerprint, userId } = author;
    expect(signer.key).to.include({ fingerprint, signingFingerprint: fingerprint, userId, algorithm });
    expect(signer.certificate.fingerprint).to.equal(fingerprint);
    const pending = signer.begin();
    expect([pending.hash, pending.prefix.length]).to.deep.equal([algorithms[algorithm], 0]);
  });

  it('signs what gpg and Sequoia accept, and for other bytes refuse', async () => {
    const asc = await signer.begin().sign(await contentOf(text, algorithms[algorithm]));
    const { gnupg, fingerprint } = author;
    expect(opinionsOn(text, asc, gnupg, fingerprint)).to.deep.equal({ gpg: fingerprint, sequoia: fingerprint });
    expect(opinionsOn(`${text} `, asc, gnupg, fingerprint)).to.deep.equal({ gpg: null, sequoia: null });
  });

  it('makes several signatures at once, each good for its own content alone', async () => {
    const contents = await Promise.all(['a', 'b', 'c'].map(async (each) => contentOf(each, algorithms[algorithm])));
    const made = await Promise.all(contents.map(async (content) => signer.begin().sign(content)));
    const results = await Promise.all(
      made.map(async (asc, index) => {
        const signature = await readDetachedSignature(asc);
        const checks = contents.map(async (content) => checkDetachedSignature(signature, content, signer.certificate));
        return (await Promise.all(checks)).flatMap(({ result }, place) => (result === 'good' ? [place - index] : []));
      }),
    );
    expect(results).to.deep.equal([[0], [0], [0]]);
  });

  it('takes no content that was hashed with another hash', async () => {
    const other = algorithms[algorithm] === 'sha256' ? 'sha512' : 'sha256';
    const thrown = await signer
      .begin()
      .sign(await contentOf(text, other))
      .catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(RangeError);
  });

  it('signs nothing once it is closed', async () => {
    const closed = await open();
    closed.close();
    const error = await refusal(closed.begin().sign(await contentOf(text, algorithms[algorithm])));
    expect(error.exitCode).to.equal(6);
  });
}

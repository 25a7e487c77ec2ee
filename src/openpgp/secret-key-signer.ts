import type { HashName } from '../content.ts';
import { PysignError, reasonOf } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { DetachedSigner, type KeyHolder } from './detached-signer.ts';
import { digestSigner, type SignDigest } from './digest-numbers.ts';
import { pickKey } from './pick-key.ts';
import { readSecretKeys, type SecretSigningKey } from './secret-keys.ts';
import type { AskPassphrase, Signer, SigningKey } from './signer.ts';

const place = {
  keys: 'the secret keys given',
  empty: 'what was given as secret key holds no OpenPGP secret key',
  makeOne: 'gpg --armor --export-secret-keys FINGERPRINT prints one',
  takeAnother: 'give a secret key that can sign; gpg --armor --export-secret-keys FINGERPRINT prints one',
};

/**
 * Signs with a secret key in this process, for machines without gpg. It is unlocked at once, so that a wrong passphrase
 * is known before anything is hashed, and forgotten when the signer is closed.
 * @param given one or more armoured secret keys, from a file or the environment; a file may be binary.
 * @param wanted which of them, as `chooseSigningKey` takes it; null for the only one that can sign.
 * @throws PysignError `KEY_NOT_FOUND` | `KEY_AMBIGUOUS` | `KEY_UNUSABLE` | `PASSPHRASE_WRONG`, and what
 *   `askPassphrase` throws.
 */
export async function openSecretKeySigner(
  given: Secret | Uint8Array,
  askPassphrase: AskPassphrase,
  wanted: string | null = null,
): Promise<Signer> {
  const keys = await readSecretKeys(given, new Date());
  const found = pickKey(keys, wanted === null ? null : { name: wanted, origin: `"${wanted}"` }, place);
  const { packet, certificate, signatureAlgorithm, ...key } = found;
  await unlock(packet, key, askPassphrase);
  const holder = new SecretKeyHolder(digestSigner(packet, signatureAlgorithm));
  return new DetachedSigner(key, signatureAlgorithm, certificate, holder);
}

async function unlock(packet: SecretSigningKey['packet'], key: SigningKey, ask: AskPassphrase): Promise<void> {
  if (!packet.isDecrypted()) {
    const passphrase = await ask(key);
    await packet.decrypt(passphrase.reveal()).catch((error: unknown) => {
      throw unlockFailure(key, reasonOf(error));
    });
  }
  // Unlocking proves nothing of the numbers: one that was tampered with would betray the others when it signs.
  await packet.validate().catch(() => {
    throw new PysignError(
      'KEY_UNUSABLE',
      `the secret key ${key.signingFingerprint} does not belong to its public half`,
    );
  });
}

function unlockFailure({ signingFingerprint }: SigningKey, reason: string): PysignError {
  if (reason.startsWith('Incorrect key passphrase')) {
    return new PysignError('PASSPHRASE_WRONG', `the passphrase does not open the secret key ${signingFingerprint}`, {
      next: 'give its passphrase with --passphrase-file, --passphrase-fd or PYSIGN_PASSPHRASE',
    });
  }
  return new PysignError(
    'KEY_UNUSABLE',
    `the secret key ${signingFingerprint} is locked in a way pysign does not know`,
    {
      details: [`openpgp.js: ${reason}`],
      next: 'gpg --import it, give it a new passphrase with gpg --passwd, and export it again',
    },
  );
}

class SecretKeyHolder implements KeyHolder {
  readonly name = 'pysign';
  readonly repair = 'check the secret key: gpg --import it, and sign with gpg';
  #signDigest: SignDigest | null;

  constructor(signDigest: SignDigest) {
    this.#signDigest = signDigest;
  }

  async numbersOver(digest: Uint8Array, hash: HashName): Promise<readonly Uint8Array[]> {
    if (this.#signDigest === null) throw new PysignError('KEY_UNUSABLE', 'the secret key was put away already');
    return this.#signDigest(digest, hash);
  }

  close(): void {
    this.#signDigest = null;
  }
}

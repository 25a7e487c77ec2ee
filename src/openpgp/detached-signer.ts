import { armor, enums } from 'openpgp';
import type { HashName, HashState } from '../content.ts';
import { PysignError, reasonOf } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { checkDetachedSignature, readDetachedSignature } from './detached-signature.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';
import { hashedPart, signaturePacket, trailer } from './signature-packet.ts';
import type { PendingSignature, Signer, SigningKey } from './signer.ts';

/** Whoever can use a secret key. */
export interface KeyHolder {
  /** As errors call it. */
  readonly name: string;
  /** The next step after it made something that is no signature. */
  readonly repair: string;
  /**
   * @returns the numbers of a signature over the digest (RFC 9580 §5.2.3), in their order.
   * @throws PysignError `KEY_UNUSABLE` | `PASSPHRASE_WRONG` | `AGENT_UNAVAILABLE` | `CANCELLED`; anything else it throws
   *   is taken for an answer that is no signature.
   */
  numbersOver(digest: Uint8Array, hash: HashName): Promise<readonly Uint8Array[]>;
  close(): void;
}

/** Every signature is made here, whoever holds the key: packet, armour, and the proof before anyone sees it. */
export class DetachedSigner implements Signer {
  readonly key: SigningKey;
  readonly certificate: Certificate;
  readonly #algorithm: SignatureAlgorithm;
  readonly #holder: KeyHolder;

  constructor(key: SigningKey, algorithm: SignatureAlgorithm, certificate: Certificate, holder: KeyHolder) {
    this.key = key;
    this.certificate = certificate;
    this.#algorithm = algorithm;
    this.#holder = holder;
  }

  begin(): PendingSignature {
    const { hash } = this.#algorithm;
    return { hash, prefix: new Uint8Array(), sign: async (content) => this.#sign(content, hash) };
  }

  close(): void {
    this.#holder.close();
  }

  async #sign(content: HashState, hash: HashName): Promise<Uint8Array> {
    if (content.hash !== hash) throw new RangeError(`this key signs ${hash}, not ${content.hash}`);
    const claim = { algorithm: this.#algorithm, hash, created: new Date(), issuer: this.key.signingFingerprint };
    const hashed = hashedPart(claim);
    const digest = content.extend(hashed, trailer(hashed));
    const asc = armoured(signaturePacket(claim, digest, await this.#numbersOver(digest, hash)));
    await this.#prove(asc, content);
    return asc;
  }

  async #numbersOver(digest: Uint8Array, hash: HashName): Promise<readonly Uint8Array[]> {
    try {
      return await this.#holder.numbersOver(digest, hash);
    } catch (error) {
      throw error instanceof PysignError ? error : this.#wrong(reasonOf(error));
    }
  }

  /** Reads back what is about to be written and checks it as anyone else would. */
  async #prove(asc: Uint8Array, content: HashState): Promise<void> {
    const check = await checkDetachedSignature(await readDetachedSignature(asc), content, this.certificate);
    switch (check.result) {
      case 'good':
        return;
      case 'unusable':
        throw new PysignError('KEY_UNUSABLE', `verifiers would refuse the signature: ${check.reason}`);
      case 'bad':
      case 'other-signer':
        throw this.#wrong('it does not verify');
    }
  }

  #wrong(reason: string): PysignError {
    const { name, repair } = this.#holder;
    const message = `what ${name} made with ${this.key.signingFingerprint} is no signature: ${reason}`;
    return new PysignError('SIGNATURE_WRONG', message, { next: repair });
  }
}

/** With the checksum: gpg cannot read some armours without one (T7071 in GnuPG's tracker). */
function armoured(packet: Uint8Array): Uint8Array {
  const text = armor(enums.armor.signature, packet, undefined, undefined, undefined, true);
  return Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1');
}

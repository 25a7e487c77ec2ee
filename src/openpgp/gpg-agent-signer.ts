import { armor, enums } from 'openpgp';
import type { HashName, HashState } from '../content.ts';
import { PysignError, reasonOf } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { checkDetachedSignature, readDetachedSignature } from './detached-signature.ts';
import { GpgAgent } from './gpg-agent.ts';
import type { Gnupg } from './gpg.ts';
import { findCertificate } from './keyring.ts';
import { hashedPart, signatureNumbers, signaturePacket, trailer } from './signature-packet.ts';
import type { PendingSignature, Signer } from './signer.ts';
import type { AgentSigningKey } from './signing-keys.ts';

/**
 * Signs with a key that stays in gpg-agent; one connection serves every signature, one after another.
 * @throws PysignError `KEY_UNUSABLE` when the key's own certificate would not vouch for what it signs now,
 *   `AGENT_UNAVAILABLE`, `ENVIRONMENT`
 */
export async function openGpgAgentSigner(gnupg: Gnupg, key: AgentSigningKey): Promise<Signer> {
  const certificate = await certificateOf(gnupg, key);
  return new GpgAgentSigner(key, certificate, await GpgAgent.connect(gnupg));
}

/** Asked before the passphrase is: a signature that verifiers would refuse is not worth anyone's typing. */
async function certificateOf(gnupg: Gnupg, key: AgentSigningKey): Promise<Certificate> {
  const certificate = await findCertificate(gnupg, key.fingerprint);
  const part = certificate?.partsNamed(key.signingFingerprint)[0];
  if (certificate === null || part === undefined) {
    throw new PysignError('KEY_UNUSABLE', `gpg's keyring does not hold the public half of ${key.signingFingerprint}`, {
      next: 'gpg --import, with the file that holds your public key',
    });
  }
  const vouching = await certificate.signerAt(part, new Date());
  if (!vouching.vouched) throw unusable(key, vouching.reason);
  return certificate;
}

function unusable(key: AgentSigningKey, reason: string): PysignError {
  return new PysignError('KEY_UNUSABLE', `verifiers would refuse the key ${key.signingFingerprint}: it ${reason}`, {
    next: 'name another key with --key; gpg --list-secret-keys shows them',
  });
}

class GpgAgentSigner implements Signer {
  readonly key: AgentSigningKey;
  readonly certificate: Certificate;
  readonly #agent: GpgAgent;

  constructor(key: AgentSigningKey, certificate: Certificate, agent: GpgAgent) {
    this.key = key;
    this.certificate = certificate;
    this.#agent = agent;
  }

  begin(): PendingSignature {
    const { hash } = this.key.signatureAlgorithm;
    return { hash, prefix: new Uint8Array(), sign: async (content) => this.#sign(content, hash) };
  }

  close(): void {
    this.#agent.close();
  }

  async #sign(content: HashState, hash: HashName): Promise<Uint8Array> {
    if (content.hash !== hash) throw new RangeError(`this key signs ${hash}, not ${content.hash}`);
    const algorithm = this.key.signatureAlgorithm;
    const claim = { algorithm, hash, created: new Date(), issuer: this.key.signingFingerprint };
    const hashed = hashedPart(claim);
    const digest = content.extend(hashed, trailer(hashed));
    const answer = await this.#agent.sign(this.key, hash, digest);
    const asc = armoured(signaturePacket(claim, digest, this.#numbersIn(answer)));
    await this.#prove(asc, content);
    return asc;
  }

  #numbersIn(answer: Uint8Array): readonly Uint8Array[] {
    try {
      return signatureNumbers(answer, this.key.signatureAlgorithm.scheme);
    } catch (error) {
      throw this.#wrong(reasonOf(error));
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
    return new PysignError(
      'SIGNATURE_WRONG',
      `what gpg-agent made with ${this.key.signingFingerprint} is no signature: ${reason}`,
      {
        next: 'gpgconf --kill gpg-agent, and try again',
      },
    );
  }
}

/** With the checksum: gpg cannot read some armours without one (T7071 in GnuPG's tracker). */
function armoured(packet: Uint8Array): Uint8Array {
  const text = armor(enums.armor.signature, packet, undefined, undefined, undefined, true);
  return Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1');
}

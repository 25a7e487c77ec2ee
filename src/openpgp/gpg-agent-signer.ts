import type { HashName } from '../content.ts';
import { PysignError } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { DetachedSigner, type KeyHolder } from './detached-signer.ts';
import { GpgAgent } from './gpg-agent.ts';
import type { Gnupg } from './gpg.ts';
import { findCertificate } from './keyring.ts';
import { signatureNumbers } from './signature-packet.ts';
import type { AskPassphrase, Signer } from './signer.ts';
import type { AgentSigningKey } from './signing-keys.ts';

/**
 * Signs with a key that stays in gpg-agent; one connection serves every signature, one after another.
 * @param askPassphrase for a machine without a terminal: asked instead of the pinentry, and forgotten by the agent when
 *   the signer is closed; null leaves the asking to the pinentry.
 * @throws PysignError `KEY_UNUSABLE` when the key's own certificate would not vouch for what it signs now,
 *   `AGENT_UNAVAILABLE`, `ENVIRONMENT`
 */
export async function openGpgAgentSigner(
  gnupg: Gnupg,
  key: AgentSigningKey,
  askPassphrase: AskPassphrase | null = null,
): Promise<Signer> {
  const certificate = await certificateOf(gnupg, key);
  const holder = new AgentKeyHolder(await GpgAgent.connect(gnupg, askPassphrase), key);
  return new DetachedSigner(key, key.signatureAlgorithm, certificate, holder);
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
  if (vouching.vouched) return certificate;
  const message = `verifiers would refuse the key ${key.signingFingerprint}: it ${vouching.reason}`;
  throw new PysignError('KEY_UNUSABLE', message, {
    next: 'name another key with --key; gpg --list-secret-keys shows them',
  });
}

class AgentKeyHolder implements KeyHolder {
  readonly name = 'gpg-agent';
  readonly repair = 'gpgconf --kill gpg-agent, and try again';
  readonly #agent: GpgAgent;
  readonly #key: AgentSigningKey;

  constructor(agent: GpgAgent, key: AgentSigningKey) {
    this.#agent = agent;
    this.#key = key;
  }

  async numbersOver(digest: Uint8Array, hash: HashName): Promise<readonly Uint8Array[]> {
    const answer = await this.#agent.sign(this.#key, hash, digest);
    return signatureNumbers(answer, this.#key.signatureAlgorithm.scheme);
  }

  close(): void {
    this.#agent.close();
  }
}

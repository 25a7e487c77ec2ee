import type { Content } from '../content.ts';
import type { CertificatePart } from '../openpgp/certificate-packets.ts';
import type { Certificate } from '../openpgp/certificate.ts';
import {
  type DetachedSignature,
  judgeSignature,
  type Moments,
  type SignatureWorth,
} from '../openpgp/detached-signature.ts';
import { describeSignature } from '../openpgp/signature-description.ts';
import type { ReadSignature } from '../openpgp/signature-file.ts';
import type { CertificateSource } from './certificate-source.ts';
import type { Correct, SignatureEvidence, SourceAnswer, Usable } from './file-evidence.ts';

/** Whether a signature was made over a content by one key: the mathematics, reckoned or remembered. */
export type AskFact = (signature: DetachedSignature, part: CertificatePart, content: Content) => Promise<boolean>;

export const reckon: AskFact = async (signature, part, content) =>
  signature.isBy(part, content.state(signature.wanted));

/** What verifying needs beside the bytes. */
export interface Examination {
  readonly sources: readonly CertificateSource[];
  readonly moments: Moments;
  readonly fact: AskFact;
}

/** Answers the first two questions about one signature: is it over these bytes, and is the key any good. */
export async function examineSignature(
  read: ReadSignature,
  content: Content,
  examination: Examination,
): Promise<SignatureEvidence> {
  if (!read.readable) return unreadable(read.reason);
  const { signature } = read;
  const { certificates, asked } = await lookFor(signature.issuer, examination.sources);
  const maker = await makerOf(signature, content, certificates, examination.fact);
  const { uploaded } = examination.moments;
  const { created, issuer } = signature;
  const claim = {
    described: describeSignature(signature, maker?.part ?? null),
    created,
    seen: uploaded !== null && uploaded > created ? uploaded : created,
    issuer,
  };
  if (maker === null) {
    const correct: Correct =
      certificates.length === 0
        ? { correct: 'unknown', asked }
        : { correct: 'no', reason: `these bytes are not what ${issuer} signed` };
    return { claim, correct, usable: { usable: 'unknown' } };
  }
  const { certificate, part, source } = maker;
  const worth = await judgeSignature(signature, part, certificate, examination.moments);
  const correct = { correct: 'yes', signer: certificate.fingerprint, signedBy: part.fingerprint, source } as const;
  const today = await certificate.signerAt(part, examination.moments.now);
  return { claim, correct, usable: usableBy(worth, today.vouched ? null : today.reason) };
}

function unreadable(reason: string): SignatureEvidence {
  return {
    claim: null,
    correct: { correct: 'no', reason: `this signature cannot be checked: ${reason}` },
    usable: { usable: 'unknown' },
  };
}

interface Found {
  readonly certificate: Certificate;
  readonly source: string;
}

/** In the order of the sources; those after the first that knows the key are not asked. */
async function lookFor(
  issuer: string,
  sources: readonly CertificateSource[],
): Promise<{ readonly certificates: readonly Found[]; readonly asked: readonly SourceAnswer[] }> {
  const asked: SourceAnswer[] = [];
  for (const source of sources) {
    const found = await source.find(issuer);
    if (found.answer === 'found') {
      return { certificates: found.certificates.map((certificate) => ({ certificate, source: source.name })), asked };
    }
    asked.push({ source: source.name, ...found });
  }
  return { certificates: [], asked };
}

interface Maker extends Found {
  readonly part: CertificatePart;
}

/**
 * Key ids collide at will, and a certificate can carry a stranger's subkey: of all whose key fits, the first that
 * vouches for it is taken.
 */
async function makerOf(
  signature: DetachedSignature,
  content: Content,
  certificates: readonly Found[],
  fact: AskFact,
): Promise<Maker | null> {
  const makers: Maker[] = [];
  for (const found of certificates) {
    for (const part of found.certificate.partsNamed(signature.issuer)) {
      if (await fact(signature, part, content)) makers.push({ ...found, part });
    }
  }
  if (makers.length < 2) return makers[0] ?? null;
  for (const maker of makers) {
    const { vouched } = await maker.certificate.signerAt(maker.part, signature.created);
    if (vouched) return maker;
  }
  return makers[0] ?? null;
}

function usableBy(worth: SignatureWorth, today: string | null): Usable {
  if (worth.result === 'good') return { usable: 'yes', userId: worth.userId, warnings: worth.warnings, today };
  return { usable: 'no', why: worth.why, reason: worth.reason };
}

import type { FileEvidence, SignatureEvidence, SourceAnswer } from '../evidence/file-evidence.ts';
import { exceptionsFor, pinsFor, type Wanted } from './pins.ts';
import type { Exception, Policy } from './policy.ts';
import type { Refusal, Unsigned, Verdict } from './verdict.ts';

/**
 * The one place where it is decided whether a file may be relied on: who signed it and whether that is right was found
 * out before, who may sign it was decided by a person. Pure: the same answers on the same day give the same verdict.
 */
export function judge(evidence: FileEvidence, policy: Policy, now: Date): Verdict {
  // No signature covers a file's name: the right one under the name of another release is still the wrong file.
  if (evidence.identity.identity === 'differs') return rejected('incorrect', evidence.identity.reason);
  const { signatures } = evidence;
  switch (signatures.found) {
    case 'some':
      return bestOf(
        signatures.each.map((signature) => judgeOne(signature, evidence, policy, now)),
        evidence,
      );
    case 'none':
      return judgeUnsigned(evidence, policy, now);
    case 'unreadable':
      return rejected('incorrect', signatures.reason);
    case 'unreachable':
      return {
        verdict: 'undetermined',
        cause: { cause: 'unreachable', error: signatures.cause },
        reason: `whether ${evidence.name} is signed could not be found out: ${signatures.cause.message}`,
      };
  }
}

/** Whether this signature, were it the only one, would do. */
export function judgeOne(signature: SignatureEvidence, evidence: FileEvidence, policy: Policy, now: Date): Verdict {
  const { correct, usable } = signature;
  switch (correct.correct) {
    case 'no':
      return rejected('incorrect', correct.reason);
    case 'unknown':
      return undetermined(correct.asked);
    case 'yes':
      switch (usable.usable) {
        case 'yes':
          return judgeSigner(correct.signer, signature.claim?.seen ?? null, evidence, policy);
        case 'no': {
          const refusal = rejected('unusable', usable.reason);
          const signer = judgeSigner(correct.signer, signature.claim?.seen ?? null, evidence, policy);
          const forgivable = usable.why === 'weak' && signer.verdict === 'trusted';
          return forgivable ? unlessExcepted(refusal, 'weak', evidence, policy, now) : refusal;
        }
        case 'unknown':
          return rejected('unusable', 'what the key is worth is not known');
      }
  }
}

/** The third question alone: may this signer sign this file? */
export type Pinned = Refusal | { readonly verdict: 'trusted'; readonly signer: string };

/** @returns null where it is not known who signed. */
export function askPinned(
  { correct, claim }: SignatureEvidence,
  evidence: FileEvidence,
  policy: Policy,
): Pinned | null {
  return correct.correct === 'yes' ? judgeSigner(correct.signer, claim?.seen ?? null, evidence, policy) : null;
}

function judgeSigner(signer: string, seen: Date | null, evidence: FileEvidence, policy: Policy): Pinned {
  const wanted = wantedOf(evidence, seen);
  const { named, applying } = pinsFor(policy, wanted);
  if (applying.some(({ openpgp }) => openpgp.includes(signer))) return { verdict: 'trusted', signer };
  const subject = wanted.project ?? evidence.name;
  if (named.length === 0) return rejected('unpinned', `nobody is pinned for ${subject}`);
  const who = named.flatMap(({ openpgp }) => openpgp);
  if (who.includes(signer)) {
    return rejected('signer-changed', `${signer} is pinned for ${subject}, but not for this version, index or date`);
  }
  return rejected('signer-changed', `${subject} must be signed by ${who.join(' or ')}, and is signed by ${signer}`);
}

function judgeUnsigned(evidence: FileEvidence, policy: Policy, now: Date): Verdict {
  const { named } = pinsFor(policy, wantedOf(evidence, null));
  const plain: Unsigned = { verdict: 'unsigned', reason: `${evidence.name} has no signature` };
  const taken = named.length > 0 && (evidence.index?.keepsSignatures ?? false);
  const reason = `${evidence.name} has no signature, on an index that keeps them, and its project has pinned signers`;
  return unlessExcepted(taken ? rejected('was-signed', reason) : plain, 'unsigned', evidence, policy, now);
}

function unlessExcepted(
  instead: Refusal | Unsigned,
  what: Exception['allow']['what'],
  evidence: FileEvidence,
  policy: Policy,
  now: Date,
): Verdict {
  const fitting = exceptionsFor(policy, wantedOf(evidence, null)).filter(({ allow }) => {
    return allow.what === what && (allow.what === 'weak' || allow.sha256.includes(evidence.sha256 ?? ''));
  });
  const live = fitting.find(({ expires }) => expires > now);
  if (live !== undefined) return { verdict: 'excepted', exception: live, instead };
  const [ended] = fitting;
  if (ended === undefined) return instead;
  const end = ended.expires.toISOString().slice(0, 10);
  return { ...instead, reason: `${instead.reason}; the exception for it ended on ${end}` };
}

/** What each of several signatures comes to: one that is trusted is enough, else the one that says most. */
function bestOf(verdicts: readonly Verdict[], { name }: FileEvidence): Verdict {
  const ranked = verdicts.toSorted((one, other) => rank(one) - rank(other));
  return ranked[0] ?? { verdict: 'unsigned', reason: `${name} has no signature` };
}

/**
 * Anybody can add a signature that is wrong or by nobody: it takes nothing away from one that is right, but where none
 * is, a wrong one is told before a missing key.
 */
function rank(verdict: Verdict): number {
  switch (verdict.verdict) {
    case 'trusted':
      return 0;
    case 'excepted':
      return 1;
    case 'rejected':
      return { 'signer-changed': 2, unusable: 3, unpinned: 4, incorrect: 5, 'was-signed': 6 }[verdict.because];
    case 'undetermined':
      return verdict.cause.cause === 'unreachable' ? 7 : 8;
    case 'unsigned':
      return 9;
  }
}

/** A source that could not be asked may be the one that has the key. */
function undetermined(asked: readonly SourceAnswer[]): Verdict {
  const silent = asked.find((each) => each.answer === 'unreachable');
  if (silent === undefined) {
    return { verdict: 'undetermined', cause: { cause: 'no-key' }, reason: "nobody's key was found" };
  }
  const reason = `the key was not found, and ${silent.source} could not be asked: ${silent.cause.message}`;
  return { verdict: 'undetermined', cause: { cause: 'unreachable', error: silent.cause }, reason };
}

function wantedOf({ asked, identity, index }: FileEvidence, at: Date | null): Wanted {
  const known = asked ?? (identity.identity === 'agrees' ? identity.is : null);
  return { project: known?.project ?? null, version: known?.version ?? null, index: index?.simpleUrl ?? null, at };
}

function rejected(because: Refusal['because'], reason: string): Refusal {
  return { verdict: 'rejected', because, reason };
}

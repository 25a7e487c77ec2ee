import type { ExitCode } from '../errors.ts';
import type { Correct, FileEvidence, SourceAnswer, Usable } from '../evidence/file-evidence.ts';
import type { VerifiedFile, VerifiedSignature } from '../trust/verified-file.ts';
import type { Verdict } from '../trust/verdict.ts';
import { errorDocument } from './receipt-document.ts';

/** What `pysign verify --json` prints. */
export function verifyDocument(files: readonly VerifiedFile[], exitCode: ExitCode): object {
  const decisive = files.find(({ problem }) => problem !== null && problem.exitCode === exitCode)?.problem ?? null;
  return {
    schemaVersion: 1,
    command: 'verify',
    exitCode,
    files: files.map(fileDocument),
    error: decisive === null ? null : errorDocument(decisive),
  };
}

function fileDocument({ evidence, verdict, signatures, crossChecks, problem }: VerifiedFile): object {
  const { name, sha256, asked, identity, index } = evidence;
  return {
    file: name,
    sha256,
    project: asked?.project ?? null,
    version: asked?.version ?? null,
    identity: identity.identity,
    index: index === null ? null : { url: index.file.href, uploaded: index.uploaded?.toISOString() ?? null },
    ...verdictDocument(verdict),
    passes: problem === null,
    signed: signed(evidence),
    signatures: signatures.map(signatureDocument),
    crossChecks,
  };
}

function signed({ signatures }: FileEvidence): string {
  return { some: 'yes', none: 'no', unreadable: 'unreadable', unreachable: 'unknown' }[signatures.found];
}

function verdictDocument(verdict: Verdict): object {
  switch (verdict.verdict) {
    case 'trusted':
      return { verdict: 'trusted', because: null, reason: null, until: null, signer: verdict.signer };
    case 'excepted': {
      const { exception, instead } = verdict;
      const because = instead.verdict === 'rejected' ? instead.because : 'unsigned';
      const until = exception.expires.toISOString();
      return { verdict: 'excepted', because, reason: exception.reason, until, signer: null };
    }
    case 'rejected':
      return { verdict: 'rejected', because: verdict.because, reason: verdict.reason, until: null, signer: null };
    case 'unsigned':
      return { verdict: 'unsigned', because: null, reason: verdict.reason, until: null, signer: null };
    case 'undetermined':
      return {
        verdict: 'undetermined',
        because: verdict.cause.cause,
        reason: verdict.reason,
        until: null,
        signer: null,
      };
  }
}

function signatureDocument({ signature, pinned, verdict }: VerifiedSignature): object {
  const { claim, correct, usable } = signature;
  return {
    described: claim?.described ?? null,
    created: claim?.created.toISOString() ?? null,
    issuer: claim?.issuer ?? null,
    correct: correctDocument(correct),
    usable: usableDocument(usable),
    pinned: pinned === null ? null : pinned.verdict === 'trusted',
    verdict: verdict.verdict,
  };
}

function correctDocument(correct: Correct): object {
  switch (correct.correct) {
    case 'yes':
      return { answer: 'yes', signer: correct.signer, signedBy: correct.signedBy, source: correct.source };
    case 'no':
      return { answer: 'no', reason: correct.reason };
    case 'unknown':
      return { answer: 'unknown', sources: correct.asked.map(sourceDocument) };
  }
}

function sourceDocument(asked: SourceAnswer): object {
  const cause = asked.answer === 'unreachable' ? asked.cause.message : null;
  return { source: asked.source, answer: asked.answer, cause };
}

function usableDocument(usable: Usable): object {
  switch (usable.usable) {
    case 'yes':
      return { answer: 'yes', userId: usable.userId, warnings: usable.warnings, today: usable.today };
    case 'no':
      return { answer: 'no', why: usable.why, reason: usable.reason };
    case 'unknown':
      return { answer: 'unknown' };
  }
}

import { cancelled, type ExitCode, mostSerious, PysignError } from '../errors.ts';
import { nobodysKey } from '../evidence/served-signature.ts';
import type { SignatureFate } from '../evidence/signature-fate.ts';
import type { FileReport, ListingReport, Receipt, SignaturesMode } from './receipt.ts';

/** Everything in a receipt that is not as it was required to be, in the order of the files. */
export function problemsOf(receipt: Receipt): readonly PysignError[] {
  const ofFiles = receipt.files.flatMap((file) => fileProblems(file, receipt));
  const isSaid = ofFiles.some(({ code }) => code === 'CANCELLED');
  return receipt.interrupted && !isSaid ? [cancelled('the run'), ...ofFiles] : ofFiles;
}

export function exitCodeOf(receipt: Receipt): ExitCode {
  return mostSerious(problemsOf(receipt).map((problem) => problem.exitCode));
}

/** What is wrong with one file; empty where everything required of it is proven. */
export function fileProblems(file: FileReport, receipt: Receipt): readonly PysignError[] {
  const found = [uploadProblem(file), listingProblem(file.filename, file.listing), signatureProblem(file, receipt)];
  return found.filter((problem) => problem !== null);
}

function uploadProblem({ upload }: FileReport): PysignError | null {
  switch (upload.outcome) {
    case 'uploaded':
    case 'already-there':
    case 'not-started':
      return null;
    case 'refused':
    case 'failed':
    case 'unknown':
      return upload.cause;
  }
}

function listingProblem(filename: string, listing: ListingReport): PysignError | null {
  switch (listing.listed) {
    case 'same':
    case 'not-asked':
      return null;
    case 'other-bytes':
      return new PysignError('OTHER_BYTES_LISTED', `the index lists ${filename} with other bytes than yours`, {
        details: [`theirs sha256 ${listing.sha256}`],
        next: 'find out who uploaded it before anyone installs it',
      });
    case 'never':
      return new PysignError(
        'NOT_VISIBLE',
        `${filename} was not listed within ${String(listing.waitedSeconds)} seconds`,
        { next: 'pysign confirm, in some minutes' },
      );
    case 'unknown':
      return listing.cause;
  }
}

function signatureProblem(file: FileReport, receipt: Receipt): PysignError | null {
  const fate = file.signature;
  switch (fate.fate) {
    case 'kept':
      return receipt.signatures === 'require' && !fate.verified ? nobodysKey(fate.signer) : null;
    case 'not-visible':
      return null;
    case 'unknown':
      return fate.cause;
    case 'dropped':
      return receipt.signatures === 'require' ? droppedProblem(file.filename) : null;
    case 'altered':
      return alteredProblem(file.filename, fate.stillValid, receipt.signatures);
    case 'not-sent':
      return receipt.signatures === 'require' && fate.reason === 'unsigned'
        ? new PysignError('UNSIGNED', `${file.filename} has no signature`, { next: `pysign sign ${file.filename}` })
        : null;
  }
}

function droppedProblem(filename: string): PysignError {
  return new PysignError('SIGNATURE_DROPPED', `the index did not keep the signature of ${filename}`, {
    next: 'use an index that keeps signatures, or --signatures prefer',
  });
}

function alteredProblem(filename: string, stillValid: boolean, mode: SignaturesMode): PysignError | null {
  if (!stillValid) {
    return new PysignError('SIGNATURE_WRONG', `the index serves a wrong signature for ${filename}`, {
      next: 'do not announce this release; tell the people who run the index',
    });
  }
  if (mode !== 'require') return null;
  return new PysignError('SIGNATURE_ALTERED', `the index serves the signature of ${filename} in other bytes`, {
    next: 'it still verifies: --signatures prefer is content with that',
  });
}

/** True when a required signature is proven by this fate. */
export function meetsRequirement(signature: SignatureFate): boolean {
  switch (signature.fate) {
    case 'kept':
      return signature.verified;
    case 'dropped':
    case 'altered':
    case 'not-visible':
    case 'unknown':
    case 'not-sent':
      return false;
  }
}

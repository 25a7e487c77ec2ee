import type { FileReport } from '../release/receipt.ts';

/** The last column: what the index did with the signature, and what it says of it where it says anything. */
export function signatureWords(file: FileReport, title: string | null): string {
  const claim = file.hasSig === null ? '' : `, has_sig ${String(file.hasSig)}`;
  return `${fateWords(file, title)}${claim}`;
}

function fateWords({ signature }: FileReport, title: string | null): string {
  switch (signature.fate) {
    case 'kept':
      return signature.verified
        ? 'signature kept and verified'
        : `kept; signed by ${signature.signer}, nobody vouches for it`;
    case 'dropped':
      return `signature dropped by ${title ?? 'the index'}`;
    case 'altered':
      return signature.stillValid ? 'signature altered, still valid' : 'wrong signature served';
    case 'not-visible':
      return 'signature not visible yet';
    case 'unknown':
      return signature.cause === null ? 'not confirmed' : 'signature unknown';
    case 'not-sent':
      return { off: 'no signature asked for', unsigned: 'no signature', 'not-uploaded': 'not sent' }[signature.reason];
  }
}

import { existsSync } from 'node:fs';
import type { Environment } from '../openpgp/gpg.ts';
import { askOthers, type Opinion } from '../openpgp/other-verifiers.ts';
import type { CertificateSource } from './certificate-source.ts';
import type { FileEvidence, SignatureEvidence, Usable } from './file-evidence.ts';
import { type LocalFile, signatureEndings } from './local-file.ts';

/** What another verifier says beside us, and in one sentence why where it says otherwise. */
export interface CrossCheck {
  readonly program: string;
  readonly agrees: boolean;
  readonly sentence: string;
}

/** Asks gpgv and sqv, where they are installed, with the very keys that were used here. It changes no verdict. */
export async function crossCheck(
  file: LocalFile,
  { signatures }: FileEvidence,
  sources: readonly CertificateSource[],
  env: Environment,
): Promise<readonly CrossCheck[]> {
  const signature = file.signature ?? signatureEndings.map((end) => `${file.path}${end}`).find(existsSync);
  if (signatures.found !== 'some' || signature === undefined) return [];
  const keys = await keysFor(signatures.each, sources);
  const opinions = await askOthers(file.path, signature, keys, env);
  return opinions.map((opinion) => compared(opinion, signatures.each));
}

async function keysFor(
  signatures: readonly SignatureEvidence[],
  sources: readonly CertificateSource[],
): Promise<Uint8Array> {
  const keys: Uint8Array[] = [];
  for (const issuer of new Set(signatures.flatMap(({ claim }) => (claim === null ? [] : [claim.issuer])))) {
    for (const source of sources) {
      const found = await source.find(issuer);
      if (found.answer === 'found') keys.push(...found.certificates.map(({ bytes }) => bytes));
    }
  }
  return Buffer.concat(keys);
}

function compared({ program, accepts, words }: Opinion, signatures: readonly SignatureEvidence[]): CrossCheck {
  const ours = signatures.some(({ correct, usable }) => correct.correct === 'yes' && usable.usable === 'yes');
  if (accepts === ours) {
    return { program, agrees: true, sentence: `${program} ${accepts ? 'accepts it too' : 'refuses it too'}` };
  }
  const why = accepts ? whyOnlyTheyAccept(program, signatures) : whyTheyRefuse(program, words, signatures);
  return { program, agrees: false, sentence: why };
}

function whyTheyRefuse(program: string, words: string, signatures: readonly SignatureEvidence[]): string {
  const usable = signatures.map((each) => each.usable).filter((each) => each.usable === 'yes');
  if (program === 'gpgv' && /EXPKEYSIG|KEYEXPIRED/.test(words)) {
    return 'gpgv refuses it: it asks whether the key is good today, and here the day of the signature counts';
  }
  if (signatures.length > usable.length && usable.length > 0) {
    return `${program} refuses it: it wants every signature in the file to be right, and here one is enough`;
  }
  const held = usable.flatMap(warningsOf).find((warning) => program !== 'sqv' || warning.includes('Sequoia'));
  return `${program} refuses it: ${held ?? (words === '' ? 'it does not say why' : words)}`;
}

function warningsOf(usable: Usable): readonly string[] {
  return usable.usable === 'yes' ? usable.warnings : [];
}

function whyOnlyTheyAccept(program: string, signatures: readonly SignatureEvidence[]): string {
  const [reason] = signatures.flatMap(({ correct, usable }) => {
    if (correct.correct === 'no') return [correct.reason];
    return usable.usable === 'no' ? [usable.reason] : [];
  });
  const what = program === 'gpgv' ? 'gpgv asks only whether the mathematics is right' : `${program} has another policy`;
  return `${program} accepts it: ${what}; refused here because ${reason ?? 'nobody’s key was found'}`;
}

import type { Certificate } from '../openpgp/certificate.ts';
import type { KeyAnswer, KeySource } from './key-sources/key-source.ts';

/** One thing that was seen of a key, for a person who decides whose it is. */
export interface Observation {
  /** A sentence without its full stop. From servers and keys: print it with care. */
  readonly what: string;
  /** An address, a file or a program; null where a person answers for it. */
  readonly where: string | null;
  readonly agrees: 'yes' | 'no' | 'unknown';
  /**
   * Whether it speaks for the key: only what a person named or keeps does. What an index says, an address that stands in
   * the key itself, and a server that anybody may write to, are shown and prove nothing.
   */
  readonly counts: boolean;
}

export interface AskedSource {
  readonly source: KeySource;
  readonly counts: boolean;
}

export interface KeyFindings {
  /** Every copy that was found as one, so that no old copy hides a revocation; null where nobody has it. */
  readonly certificate: Certificate | null;
  /** As they were found, with what others signed on them. */
  readonly copies: readonly Certificate[];
  readonly observations: readonly Observation[];
}

/** Asks all sources at once. */
export async function observeKey(fingerprint: string, asked: readonly AskedSource[]): Promise<KeyFindings> {
  const answers = await Promise.all(
    asked.map(async ({ source, counts }) => ({ name: source.name, counts, answer: await source.find(fingerprint) })),
  );
  const copies = answers.flatMap(({ answer }) => (answer.answer === 'found' ? [answer.certificate] : []));
  const [first, ...others] = (await Promise.all(copies.map(async (copy) => copy.proven()))).flatMap(
    (copy) => copy ?? [],
  );
  return {
    certificate: first === undefined ? null : others.reduce((all, copy) => all.merged(copy), first),
    copies,
    observations: answers.map(({ name, counts, answer }) => ({ ...told(name, answer), counts })),
  };
}

function told(name: string, answer: KeyAnswer): Omit<Observation, 'counts'> {
  switch (answer.answer) {
    case 'found':
      return { what: `${name} has it`, where: answer.where, agrees: 'yes' };
    case 'unknown': {
      const others = answer.others.join(', ');
      if (others !== '') return { what: `${name} has another key: ${others}`, where: name, agrees: 'no' };
      return { what: `${name} does not have it`, where: name, agrees: 'unknown' };
    }
    case 'unreachable':
      return { what: `${name} could not be asked: ${answer.cause.message}`, where: name, agrees: 'unknown' };
  }
}

import { config, readKey } from 'openpgp';
import { reasonOf } from '../errors.ts';
import type { Certificate } from './certificate.ts';
import { outlookOf } from './key-outlook.ts';
import { digestNumbered, type KnownRefusal, refusalsOfDigest, refusalsOfKey } from './policy.ts';
import type { Refusal } from './policy-table.ts';

/** What one verifier will make of signatures by a key. */
export interface Opinion {
  readonly by: string;
  readonly accepts: boolean;
  /** Sentences, each with its date and where it comes from: why not, or from when on not. */
  readonly reasons: readonly string[];
}

interface Verifier {
  readonly title: string;
  readonly rows: readonly Refusal['by'][];
}

/** By the table of refusals. GnuPG 2.2 and 2.4 refuse the same keys; LibrePGP's version 5 does not sign here. */
const byTable: readonly Verifier[] = [
  { title: 'gpg 2.2', rows: ['GnuPG'] },
  { title: 'gpg 2.4', rows: ['GnuPG'] },
  { title: "Sequoia with apt's dates", rows: ['apt', 'Sequoia'] },
];

/** openpgp.js and pysign are asked; of the others the table knows what they refuse and when. */
export async function opinionsOn(certificate: Certificate, now: Date): Promise<readonly Opinion[]> {
  const { today, signing } = await outlookOf(certificate, now, 1);
  // Weakness is each verifier's own affair; what the key says of itself, all of them heed.
  const ends = today.vouched || today.why === 'weak' ? [] : [`the key ${today.reason}`];
  const refusals = refusalsOf(certificate, signing);
  const tables = byTable.map(({ title, rows }) => {
    const own = earliest(refusals.filter(({ by }) => rows.includes(by)));
    const active = own.filter(({ from }) => from <= now);
    return {
      by: title,
      accepts: ends.length + active.length === 0,
      reasons: [...ends, ...own.map((each) => told(each, now))],
    };
  });
  const pysign = { by: 'pysign', accepts: today.vouched, reasons: today.vouched ? [] : [`the key ${today.reason}`] };
  return [...tables, await byOpenpgpJs(certificate, now), pysign];
}

/** A refusal by an older and a newer rule of the same verifier family is told once. */
function earliest(refusals: readonly KnownRefusal[]): readonly KnownRefusal[] {
  const first = new Map<string, KnownRefusal>();
  for (const each of refusals) {
    const known = first.get(each.what);
    // apt's own dates replace Sequoia's.
    if (known === undefined || (each.by === 'apt' && known.by !== 'apt')) first.set(each.what, each);
  }
  return [...first.values()];
}

function told({ what, from, source }: KnownRefusal, now: Date): string {
  if (from.getTime() === 0) return `it refuses ${what} (${source})`;
  const day = from.toISOString().slice(0, 10);
  return from <= now ? `it refuses ${what} since ${day} (${source})` : `it will refuse ${what} from ${day} (${source})`;
}

function refusalsOf(certificate: Certificate, signing: string): readonly KnownRefusal[] {
  const parts = [signing, certificate.fingerprint].flatMap((name) => certificate.partsNamed(name).slice(0, 1));
  const newForm: readonly KnownRefusal[] = parts.some(({ version }) => version === 6)
    ? [{ by: 'GnuPG', from: new Date(0), what: 'keys of version 6', source: 'RFC 9580 is not what GnuPG follows' }]
    : [];
  return [
    ...newForm,
    ...parts.flatMap(({ strength }) => refusalsOfKey(strength)),
    ...linkRefusals(certificate, signing),
  ];
}

/** Of several self-signatures that say the same, one that a verifier takes is enough. */
function linkRefusals(certificate: Certificate, signing: string): readonly KnownRefusal[] {
  return certificate.linksTo(signing).flatMap((link) => {
    const chains = link.map((chain) => chain.flatMap(digestRefusals));
    const [first = []] = chains;
    return first.filter((refusal) => chains.every((chain) => chain.some(({ by }) => by === refusal.by)));
  });
}

function digestRefusals(number: number): readonly KnownRefusal[] {
  const digest = digestNumbered(number);
  return digest === null ? [] : refusalsOfDigest(digest, 'self-signature');
}

async function byOpenpgpJs(certificate: Certificate, now: Date): Promise<Opinion> {
  const by = 'openpgp.js';
  try {
    const key = await readKey({ armoredKey: certificate.minimal(), config });
    await key.getSigningKey(undefined, now, {}, config);
    return { by, accepts: true, reasons: [] };
  } catch (error) {
    const reason = reasonOf(error);
    // In Node it leaves some curves to a package of their own, which only whoever uses it can install.
    const missing = /Cannot find module '([^']+)'/u.exec(reason)?.[1];
    if (missing !== undefined) return { by, accepts: true, reasons: [`in Node it needs ${missing} for this curve`] };
    return { by, accepts: false, reasons: [reason] };
  }
}

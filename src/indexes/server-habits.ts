import type { Delivery, IndexServer, IndexSoftware } from './index-server.ts';
import { allSoftware, knownSoftware } from './known-indexes.ts';

type Server = Pick<IndexServer, 'software'>;

/** The delivery for a server that nobody chose one for: what is known to work there, else what twine does. */
export function usualDelivery({ software }: Server): Exclude<Delivery, 'none'> {
  const known = software === null ? [] : knownSoftware[software].deliveries;
  return known.find((delivery) => delivery !== 'none') ?? 'field';
}

/** What becomes of a signature in the usual delivery, in the words of `IndexServer`. */
export function habitOf(software: IndexSoftware | null): IndexServer['signatures'] {
  if (software === null) return 'unknown';
  const habit = knownSoftware[software].signatures[usualDelivery({ software })];
  return habit === 'refuses' ? 'drops' : habit;
}

/** Whether a signature may come after its file, as an upload of its own. */
export function takesSignatureFiles({ software }: Server): boolean {
  return software !== null && knownSoftware[software].deliveries.includes('file');
}

/** Elsewhere the field is left out: a server may refuse what it does not know. */
export function takesAttestations({ software }: Server): boolean {
  return software !== null && knownSoftware[software].takesAttestations;
}

/**
 * Whether an answer says that the name is taken: 409 anywhere, else the status and words of a known product. Twine's rule
 * is among them: 400 with `already exist`. Whose words they are is not asked, as the digests are compared in any case.
 */
export function saysDuplicate(status: number, text: string): boolean {
  if (status === 409) return true;
  if (status === 400 && /already exist/iu.test(text)) return true;
  return allSoftware.some((software) => {
    const known = knownSoftware[software].duplicates;
    return known.status === status && (known.says?.test(text) ?? false);
  });
}

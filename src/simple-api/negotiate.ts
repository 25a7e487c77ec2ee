/** PEP 691 media types, and the HTML that came before them. */
export type SimpleMediaType =
  'application/vnd.pypi.simple.v1+json' | 'application/vnd.pypi.simple.v1+html' | 'text/html';

/** What a reader sends: JSON where the index has it, since only JSON has sizes and times (PEP 700). */
export const ACCEPT_SIMPLE =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01';

/**
 * For readers: how an answer with this Content-Type is parsed; null where it is no page of the simple API version 1.
 * An answer without Content-Type is HTML (PEP 691).
 */
export function simpleFormat(contentType: string | undefined): 'json' | 'html' | null {
  switch (mediaType(contentType ?? 'text/html')) {
    case 'application/vnd.pypi.simple.v1+json':
      return 'json';
    case 'application/vnd.pypi.simple.v1+html':
    case 'text/html':
      return 'html';
    default:
      return null;
  }
}

/** By offer; the first is what a client without a wish gets. */
const OFFERS: ReadonlyMap<string, SimpleMediaType> = new Map([
  ['text/html', 'text/html'],
  ['application/vnd.pypi.simple.v1+json', 'application/vnd.pypi.simple.v1+json'],
  ['application/vnd.pypi.simple.latest+json', 'application/vnd.pypi.simple.v1+json'],
  ['application/vnd.pypi.simple.v1+html', 'application/vnd.pypi.simple.v1+html'],
  ['application/vnd.pypi.simple.latest+html', 'application/vnd.pypi.simple.v1+html'],
]);

/** For servers: what to answer to this Accept. As on PyPI, nothing acceptable means HTML and not a 406. */
export function simpleMediaType(accept: string | undefined): SimpleMediaType {
  const offer = preferredType(accept, [...OFFERS.keys()]);
  return (offer === null ? undefined : OFFERS.get(offer)) ?? 'text/html';
}

/** RFC 9110 §12.5.1: the offer that the header prefers, the earlier of equals; null where it wants none, or is absent. */
export function preferredType<T extends string>(accept: string | undefined, offers: readonly T[]): T | null {
  const ranges = (accept ?? '').split(',').map(mediaRange);
  let best: { readonly offer: T; readonly quality: number } | null = null;
  for (const offer of offers) {
    const quality = qualityOf(offer, ranges);
    if (quality > (best?.quality ?? 0)) best = { offer, quality };
  }
  return best?.offer ?? null;
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

function mediaRange(text: string): MediaRange {
  const [, weight] = /;\s*q=([01](?:\.\d{0,3})?)\s*(?:;|$)/iu.exec(text) ?? [];
  return { type: mediaType(text), quality: weight === undefined ? 1 : Math.min(Number(weight), 1) };
}

/** The most specific range decides, whatever its weight. */
function qualityOf(offer: string, ranges: readonly MediaRange[]): number {
  const [group = ''] = offer.split('/');
  for (const pattern of [offer, `${group}/*`, '*/*']) {
    const match = ranges.find(({ type }) => type === pattern);
    if (match !== undefined) return match.quality;
  }
  return 0;
}

function mediaType(header: string): string {
  return (header.split(';')[0] ?? '').trim().toLowerCase();
}

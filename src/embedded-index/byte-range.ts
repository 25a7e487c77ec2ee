/** What of a file is to be sent; `first` and `last` are positions, both included. */
export type WantedBytes =
  | { readonly wanted: 'whole' }
  | { readonly wanted: 'part'; readonly first: number; readonly last: number }
  | { readonly wanted: 'nothing-there' };

const WHOLE = { wanted: 'whole' } as const;
const NOTHING_THERE = { wanted: 'nothing-there' } as const;

/**
 * A `Range` header (RFC 9110 §14.1.2) over `size` bytes. What is not one range of bytes asks for nothing that has to be
 * understood, several ranges included: a server may always send the whole.
 */
export function wantedBytes(header: string | undefined, size: number): WantedBytes {
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/iu.exec(header ?? '') ?? [];
  if (first === '') return last === '' ? WHOLE : lastBytes(Number(last), size);
  const start = Number(first);
  const end = last === '' ? Infinity : Number(last);
  if (end < start) return WHOLE;
  if (start >= size) return NOTHING_THERE;
  return { wanted: 'part', first: start, last: Math.min(end, size - 1) };
}

function lastBytes(count: number, size: number): WantedBytes {
  if (count === 0) return NOTHING_THERE;
  // All of nothing cannot be said in a Content-Range.
  if (size === 0) return WHOLE;
  return { wanted: 'part', first: Math.max(0, size - count), last: size - 1 };
}

/** True where `If-None-Match` says that the client has this very file (RFC 9110 §13.1.2, weak comparison). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  return entityTags(ifNoneMatch).some((tag) => tag === '*' || tag.replace(/^W\//u, '') === etag);
}

/**
 * False where `If-Range` says that the client has a part of another file (RFC 9110 §13.1.5, strong comparison). A date
 * never matches, as the index tells none.
 */
export function isStillSame(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange.trim() === etag;
}

/** Tags with a comma inside are taken apart, and are none of ours. */
function entityTags(header = ''): readonly string[] {
  return header.split(',').map((tag) => tag.trim());
}

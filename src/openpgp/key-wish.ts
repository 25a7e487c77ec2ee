/** How a person named a key. */
export type KeyWish =
  /** The last digits of a fingerprint, upper-case hex; `exactly`: sign with this very (sub)key. */
  | { readonly by: 'key'; readonly suffix: string; readonly exactly: boolean }
  | { readonly by: 'user-id'; readonly fits: (userId: string) => boolean };

/**
 * Reads what gpg would read (gpg(1), "How to specify a user id"): a fingerprint or key id, with spaces or `0x` and an
 * optional `!`; `=Full User Id`; `<address>` or a bare address, compared whole; otherwise a part of a user id.
 */
export function keyWish(name: string): KeyWish {
  const compact = name.replaceAll(/\s/g, '').replace(/^0x/i, '');
  const exactly = compact.endsWith('!');
  const hex = exactly ? compact.slice(0, -1) : compact;
  if (/^(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/i.test(hex))
    return { by: 'key', suffix: hex.toUpperCase(), exactly };
  return { by: 'user-id', fits: userIdTest(name.trim()) };
}

function userIdTest(name: string): (userId: string) => boolean {
  if (name.startsWith('=')) return (userId) => userId === name.slice(1);
  const address = /^<?([^<>\s@]+@[^<>\s@]+)>?$/.exec(name)?.[1]?.toLowerCase();
  if (address !== undefined) return (userId) => addressOf(userId) === address;
  const part = name.replace(/^[*@]/, '').toLowerCase();
  return (userId) => part !== '' && userId.toLowerCase().includes(part);
}

function addressOf(userId: string): string {
  return (/<([^<>]*)>\s*$/.exec(userId)?.[1] ?? userId).trim().toLowerCase();
}

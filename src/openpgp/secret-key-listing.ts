import { gpgFailed, type Gnupg } from './gpg.ts';

/** A primary key or a subkey, as gpg lists it (GnuPG's doc/DETAILS, "Format of the colon listings"). */
export interface KeyRecord {
  /** Upper-case hex. */
  readonly fingerprint: string;
  readonly keygrip: string;
  /** Field 2: `r` revoked, `e` expired, `i` invalid; the rest speaks of trust. */
  readonly validity: string;
  readonly algorithm: number;
  readonly bits: number;
  /** gpg's name of the curve; empty for RSA and DSA. */
  readonly curve: string;
  readonly created: Date;
  readonly expires: Date | null;
  /** Field 12: small letters are this key's own, capitals the whole key's; `D` is disabled. */
  readonly capabilities: string;
  /** Serial number of the card that holds the secret half, as gpg prints it; null for a key on disk. */
  readonly card: string | null;
}

export interface SecretKeyRecord {
  readonly primary: KeyRecord;
  readonly subkeys: readonly KeyRecord[];
  /** The primary user id first; revoked ones are left out unless there is no other. */
  readonly userIds: readonly string[];
}

/** Every key whose secret half gpg knows of. gpg reaches for gpg-agent to make this list, so the agent comes first. */
export async function listSecretKeys(gnupg: Gnupg): Promise<readonly SecretKeyRecord[]> {
  const output = await gnupg.gpg(['--with-colons', '--with-keygrip', '--list-secret-keys']);
  if (output.status !== 0) throw gpgFailed('list your secret keys', output);
  return parseSecretKeys(output.stdout.toString('utf8'));
}

export function parseSecretKeys(listing: string): readonly SecretKeyRecord[] {
  const rows = listing.split('\n').map((line) => line.split(':'));
  const starts = rows.flatMap((row, index) => (row[0] === 'sec' ? [index] : []));
  return starts.flatMap((start, index) => {
    const key = parseKey(rows.slice(start, starts[index + 1] ?? rows.length));
    return key === null ? [] : [key];
  });
}

type Row = readonly string[];

function parseKey(rows: readonly Row[]): SecretKeyRecord | null {
  const starts = rows.flatMap((row, index) => (row[0] === 'sec' || row[0] === 'ssb' ? [index] : []));
  const [primary, ...subkeys] = starts.map((start, index) => parseRecord(rows.slice(start, starts[index + 1])));
  if (primary === undefined) return null;
  const users = rows.filter((row) => row[0] === 'uid');
  const current = users.filter((row) => row[1] !== 'r');
  const userIds = (current.length > 0 ? current : users).map((row) => unescapeColons(row[9] ?? ''));
  return { primary, subkeys, userIds };
}

function parseRecord(rows: readonly Row[]): KeyRecord {
  const [key = []] = rows;
  const fieldTen = (type: string): string => rows.find((row) => row[0] === type)?.[9] ?? '';
  return {
    fingerprint: fieldTen('fpr'),
    keygrip: fieldTen('grp'),
    validity: key[1] ?? '',
    algorithm: Number(key[3]),
    bits: Number(key[2]),
    curve: key[16] ?? '',
    created: new Date(Number(key[5]) * 1000),
    expires: key[6] === undefined || key[6] === '' ? null : new Date(Number(key[6]) * 1000),
    capabilities: key[11] ?? '',
    card: cardIn(key[14] ?? ''),
  };
}

/** Field 15 is `#`, `+`, nothing, or a card's application id (OpenPGP card specification §4.2.1): manufacturer, then number. */
function cardIn(field: string): string | null {
  const [, maker, number] = /^D27600012401[0-9A-F]{4}([0-9A-F]{4})([0-9A-F]{8})0000$/.exec(field) ?? [];
  if (maker !== undefined && number !== undefined) return `${maker} ${number}`;
  return /^[0-9A-F]{2,}$/i.test(field) ? field : null;
}

function unescapeColons(text: string): string {
  return text.replaceAll(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

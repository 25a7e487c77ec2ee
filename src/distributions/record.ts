/** One line of RECORD: what a wheel says of one of its members. Everything in it is the archive's. */
interface RecordLine {
  readonly path: string;
  /** Null where the line names none. */
  readonly digest: { readonly algorithm: string; readonly base64url: string } | null;
  /** Bytes; null where the line names none. */
  readonly size: number | null;
}

/** By path; of a path that is there twice the last line. */
export type Record = ReadonlyMap<string, RecordLine>;

/** PEP 376 with the digests of PEP 427; null where a line is not `path,algorithm=digest,size`, in CSV. */
export function parseRecord(text: string): Record | null {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '');
  const found = lines.map(parseLine);
  const whole = found.filter((line) => line !== null);
  return whole.length < found.length ? null : new Map(whole.map((line) => [line.path, line]));
}

function parseLine(line: string): RecordLine | null {
  const [path = '', digest = '', size = '', ...more] = cells(line);
  if (path === '' || more.length > 0) return null;
  const parts = /^(?<algorithm>[a-z0-9_]+)=(?<base64url>[\w-]+)=*$/.exec(digest)?.groups;
  if ((digest !== '' && parts === undefined) || !/^\d{0,15}$/.test(size)) return null;
  const { algorithm = '', base64url = '' } = { ...parts };
  return {
    path,
    digest: parts === undefined ? null : { algorithm, base64url },
    size: size === '' ? null : Number(size),
  };
}

/** RFC 4180 without line breaks inside of quotes: no installer takes a member whose name has one. */
function cells(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const found = line.matchAll(/(?:^|,)(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^",]*))(?=,|$)/g);
  return [...found].map(({ groups }) => groups?.['quoted']?.replaceAll('""', '"') ?? groups?.['plain'] ?? '');
}

/** Bytes as a person reads them: `0.6 kB`, `60.0 MB`. */
export function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Part of a whole, rounded down so that 100 % is only said of all of it. */
export function percent(part: number, whole: number): string {
  return `${String(whole === 0 ? 100 : Math.floor((100 * part) / whole)).padStart(3)} %`;
}

/** `85.0 MB/s`; empty where too little time has passed to tell. */
export function speed(bytes: number, milliseconds: number): string {
  return milliseconds < 200 ? '' : `${(bytes / 1000 / milliseconds).toFixed(1)} MB/s`;
}

/** `0.4 s`, `12 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
}

/** PEP 503: lower case, and every run of `-`, `_` and `.` is one dash. */
export function normaliseProject(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

/** PEP 508: ASCII letters, digits, `.`, `_` and `-`, with a letter or digit at both ends. */
export function isProjectName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name);
}

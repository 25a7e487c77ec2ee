/** PEP 503: lower case, with every run of `-`, `_` and `.` as one `-`. Does not check that it is a valid name. */
export function normalizedProject(name: string): string {
  return name.replaceAll(/[-_.]+/gu, '-').toLowerCase();
}

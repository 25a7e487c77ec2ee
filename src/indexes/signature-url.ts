/** PEP 503: the signature of a file is at the file's URL with `.asc` appended; to its path, before any query. */
export function signatureUrl(file: URL): URL {
  const url = new URL(file);
  url.pathname += '.asc';
  url.hash = '';
  return url;
}

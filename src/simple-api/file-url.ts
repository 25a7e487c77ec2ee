/** A link as an index writes it, resolved: absolute, without fragment and user information; null where it is no http(s) URL. */
export function fileUrl(link: string, base: URL): URL | null {
  const url = URL.parse(link, base.href);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  url.hash = '';
  // Credentials come from the user and are bound to an origin; an index must not choose them.
  url.username = '';
  url.password = '';
  return url;
}

/** The digest as the rest of the program writes it; null where it is none. */
export function sha256Hex(text: string): string | null {
  return /^[0-9a-f]{64}$/iu.test(text) ? text.toLowerCase() : null;
}

/** True for a name that can only be a file in the folder it is put in, and that prints as it is. */
export function isPlainFilename(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\u0000-\u001F\u007F-\u009F]/u.test(name);
}

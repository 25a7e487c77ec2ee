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

/**
 * How a page names a file so that it is found under whatever address the page was: relative, where both are of one
 * origin (RFC 3986 §5.2). Resolved against the page it gives the URL back.
 */
export function relativeReference(file: URL, page: URL): string {
  if (file.origin !== page.origin) return file.href;
  const folders = page.pathname.split('/').slice(0, -1);
  const parts = file.pathname.split('/');
  const differs = folders.findIndex((folder, position) => folder !== parts[position] || position === parts.length - 1);
  const common = differs === -1 ? folders.length : differs;
  const up = '../'.repeat(folders.length - common);
  // Without a dot in front a part with a colon would be a scheme, and an empty one the page itself.
  return `${up === '' ? './' : up}${parts.slice(common).join('/')}${file.search}`;
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

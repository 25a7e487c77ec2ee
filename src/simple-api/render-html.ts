import { API_VERSION } from './api-version.ts';
import { relativeReference } from './file-url.ts';
import type { ListedFile, ProjectPage } from './project-page.ts';

/** PEP 503: one anchor a file, with its sha256 in the fragment and `data-gpg-sig` where it is known. @param at where the page will be. */
export function renderProjectHtml({ project, files }: ProjectPage, at: URL): string {
  return page(
    `Links for ${project}`,
    files.map((file) => fileAnchor(file, at)),
  );
}

/** The list of all projects; links are relative to `/simple/`. */
export function renderProjectListHtml(projects: readonly string[]): string {
  return page(
    'Simple index',
    projects.map((project) => anchor({ href: `${encodeURIComponent(project)}/` }, project)),
  );
}

/** Text for use between tags and in quoted attributes: it may come from a package. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function fileAnchor(file: ListedFile, at: URL): string {
  const url = relativeReference(file.url, at);
  const attributes = {
    href: file.sha256 === null ? url : `${url}#sha256=${file.sha256}`,
    ...(file.requiresPython !== null && { 'data-requires-python': file.requiresPython }),
    ...(file.gpgSig !== null && { 'data-gpg-sig': String(file.gpgSig) }),
  };
  return anchor(attributes, file.filename);
}

function anchor(attributes: Readonly<Record<string, string>>, text: string): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
  return `<a${written.join('')}>${escapeHtml(text)}</a><br>`;
}

function page(title: string, lines: readonly string[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="pypi:repository-version" content="${API_VERSION}">
<title>${escapeHtml(title)}</title>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${lines.join('\n')}
</body>
</html>
`;
}

import { API_VERSION } from './api-version.ts';
import { relativeReference } from './file-url.ts';
import type { ListedFile, ProjectPage } from './project-page.ts';

/** PEP 691 with `versions`, `size` and `upload-time` of PEP 700. @param at where the page will be. */
export function renderProjectJson({ project, files }: ProjectPage, versions: readonly string[], at: URL): string {
  const items = files.map((file) => fileItem(file, at));
  return JSON.stringify({ meta: { 'api-version': API_VERSION }, name: project, versions, files: items });
}

/** The list of all projects. */
export function renderProjectListJson(projects: readonly string[]): string {
  return JSON.stringify({ meta: { 'api-version': API_VERSION }, projects: projects.map((name) => ({ name })) });
}

/** What is not known is left out: the standard has no null. */
function fileItem(file: ListedFile, at: URL): object {
  return {
    filename: file.filename,
    url: relativeReference(file.url, at),
    hashes: file.sha256 === null ? {} : { sha256: file.sha256 },
    ...(file.requiresPython !== null && { 'requires-python': file.requiresPython }),
    ...(file.size !== null && { size: file.size }),
    ...(file.uploadTime !== null && { 'upload-time': file.uploadTime }),
    ...(file.gpgSig !== null && { 'gpg-sig': file.gpgSig }),
  };
}

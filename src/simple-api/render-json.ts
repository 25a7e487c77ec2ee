import { API_VERSION } from './api-version.ts';
import type { ListedFile, ProjectPage } from './project-page.ts';

/** PEP 691 with `versions`, `size` and `upload-time` of PEP 700. */
export function renderProjectJson({ project, files }: ProjectPage, versions: readonly string[]): string {
  return JSON.stringify({ meta: { 'api-version': API_VERSION }, name: project, versions, files: files.map(fileItem) });
}

/** The list of all projects. */
export function renderProjectListJson(projects: readonly string[]): string {
  return JSON.stringify({ meta: { 'api-version': API_VERSION }, projects: projects.map((name) => ({ name })) });
}

/** What is not known is left out: the standard has no null. */
function fileItem(file: ListedFile): object {
  return {
    filename: file.filename,
    url: file.url.href,
    hashes: file.sha256 === null ? {} : { sha256: file.sha256 },
    ...(file.requiresPython !== null && { 'requires-python': file.requiresPython }),
    ...(file.size !== null && { size: file.size }),
    ...(file.uploadTime !== null && { 'upload-time': file.uploadTime }),
    ...(file.gpgSig !== null && { 'gpg-sig': file.gpgSig }),
  };
}

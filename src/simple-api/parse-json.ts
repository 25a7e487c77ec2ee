import { PysignError } from '../errors.ts';
import { refuseOtherMajor } from './api-version.ts';
import { fileUrl, isPlainFilename, sha256Hex } from './file-url.ts';
import { JsonFields, WrongFields } from './json-fields.ts';
import { normalizedProject } from './normalize.ts';
import type { ListedFile, ProjectPage } from './project-page.ts';

/**
 * The project page of PEP 691 with the fields of PEP 700. Everything a server sends is the attacker's until this returns.
 * @param body what `JSON.parse` made of the answer.
 * @param from where it was fetched, after redirects: relative URLs are resolved against it.
 * @throws PysignError `INDEX_FAILED` that lists every wrong field.
 */
export function parseProjectJson(body: unknown, from: URL): ProjectPage {
  const wrong = new WrongFields();
  const page = new JsonFields(body, '', wrong);
  const version = page.object('meta').text('api-version');
  if (version !== '') refuseOtherMajor(version, from);
  const project = normalizedProject(page.text('name'));
  const files = page.objects('files').map((file) => listedFile(file, from));
  if (wrong.none) return { project, files };
  throw new PysignError('INDEX_FAILED', `${from.href} is not a project page of the simple API`, {
    details: wrong.lines(),
  });
}

function listedFile(file: JsonFields, from: URL): ListedFile {
  return {
    filename: filename(file),
    url: fileUrl(file.text('url'), from) ?? file.refuse('url', 'must be an http or https URL', from),
    sha256: sha256(file.object('hashes')),
    size: file.wholeNumberOrNull('size'),
    uploadTime: uploadTime(file),
    requiresPython: file.textOrNull('requires-python'),
    gpgSig: file.flagOrNull('gpg-sig'),
  };
}

function filename(file: JsonFields): string {
  const name = file.text('filename');
  return isPlainFilename(name) ? name : file.refuse('filename', 'must be the name of a file', '');
}

function sha256(hashes: JsonFields): string | null {
  const text = hashes.textOrNull('sha256');
  return text === null ? null : (sha256Hex(text) ?? hashes.refuse('sha256', 'must be 64 hex digits', null));
}

/** PEP 700: `yyyy-mm-ddThh:mm:ss.ffffffZ`; the fraction may be shorter or absent. */
function uploadTime(file: JsonFields): string | null {
  const text = file.textOrNull('upload-time');
  if (text === null) return null;
  const valid = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/u.test(text);
  return valid ? text : file.refuse('upload-time', 'must be a time of ISO 8601', null);
}

import { relativeReference } from '../simple-api/file-url.ts';
import { escapeHtml } from '../simple-api/render-html.ts';
import type { FileRecord } from './file-record.ts';
import { type Page, urlOf, versionsOf } from './listings.ts';
import { webPage } from './web-page.ts';

/** A file as people are told of it. */
export interface ShownFile {
  readonly record: FileRecord;
  /** What its signature says of itself; null where it says nothing, or there is none. */
  readonly issuer: string | null;
}

/** `/`, for people. @param base the index as the client addressed it. */
export function startPage(projects: readonly string[], base: URL): Page {
  const links = projects.map(
    (name) => `<li><a href="project/${encodeURIComponent(name)}/">${escapeHtml(name)}</a></li>`,
  );
  const list =
    links.length === 0
      ? '<p class="soft">Nothing has been uploaded yet.</p>'
      : `<ul class="projects">\n${links.join('\n')}\n</ul>`;
  return htmlPage(
    'pysign index',
    `<h1>pysign index</h1>
<article>
${factList([
  ['Upload to', `<code>${escapeHtml(new URL('/legacy/', base).href)}</code>`],
  ['Install from', `<code>${escapeHtml(new URL('/simple/', base).href)}</code>`],
])}
</article>
<h2>Projects</h2>
${list}`,
  );
}

/** `/project/<project>/`, for people: the newest version first. @param files all of the project, at least one. */
export function projectWebPage(files: readonly ShownFile[], project: string, base: URL): Page {
  const at = new URL(`/project/${project}/`, base);
  const versions = versionsOf(files.map(({ record }) => record)).toReversed();
  const sections = versions.map((version) => {
    const shown = files.filter(({ record }) => record.version === version);
    return `<h2>${escapeHtml(version)}</h2>\n${shown.map((file) => article(file, at)).join('\n')}`;
  });
  const install = `pip install --index-url ${new URL('/simple/', base).href} ${project}`;
  return htmlPage(
    `${project} · pysign index`,
    `<p><a href="../../">pysign index</a></p>
<h1>${escapeHtml(project)}</h1>
<pre>${escapeHtml(install)}</pre>
<p class="soft">Signatures are kept here as they were sent. Whether one is right, and whose it is, is for you to check:
<code>gpg --verify FILE.asc FILE</code></p>
${sections.join('\n')}`,
  );
}

/** A name, and what stands beside it as HTML. */
type Fact = readonly [string, string];

function article(file: ShownFile, at: URL): string {
  const { record } = file;
  const python: readonly Fact[] = record.requiresPython === null ? [] : [['Python', escapeHtml(record.requiresPython)]];
  const facts: readonly Fact[] = [
    ['Size', escapeHtml(sizeInWords(record.size))],
    ['SHA-256', `<code>${escapeHtml(record.sha256)}</code>`],
    ['Uploaded', time(record.uploadTime)],
    ...python,
    ...signatureFacts(file, at),
  ];
  return `<article>
<h3>${link(urlOf(record, at), record.filename, at)}</h3>
${factList(facts)}
</article>`;
}

function signatureFacts({ record, issuer }: ShownFile, at: URL): readonly Fact[] {
  if (record.signature === null) return [['Signature', '<span class="soft">not signed</span>']];
  const asc = new URL(`${urlOf(record, at).href}.asc`);
  const signed: Fact = ['Signature', `signed (${link(asc, '.asc', at)})`];
  return issuer === null ? [signed] : [signed, ['Names key', `<code>${escapeHtml(issuer)}</code>`]];
}

function factList(facts: readonly Fact[]): string {
  return `<dl>\n${facts.map(([name, html]) => `<dt>${name}</dt><dd>${html}</dd>`).join('\n')}\n</dl>`;
}

function link(to: URL, text: string, at: URL): string {
  return `<a href="${escapeHtml(relativeReference(to, at))}">${escapeHtml(text)}</a>`;
}

/** To the minute; the whole is in the attribute. */
function time(iso: string): string {
  const written = new Date(iso).toISOString();
  return `<time datetime="${written}">${written.slice(0, 10)} ${written.slice(11, 16)} UTC</time>`;
}

/** `512 bytes`, `1.5 MB (1,500,000 bytes)`. */
function sizeInWords(bytes: number): string {
  const exact = `${bytes.toLocaleString('en')} ${bytes === 1 ? 'byte' : 'bytes'}`;
  if (bytes < 1000) return exact;
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), 4);
  const rounded = (bytes / 1000 ** power).toLocaleString('en', { maximumFractionDigits: 1 });
  return `${rounded} ${['', 'kB', 'MB', 'GB', 'TB'][power] ?? ''} (${exact})`;
}

function htmlPage(title: string, body: string): Page {
  return { type: 'text/html; charset=utf-8', body: webPage(title, body) };
}

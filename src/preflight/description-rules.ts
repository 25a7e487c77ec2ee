import { error, type Finding, warning } from './finding.ts';
import { firstOf, type Inspected } from './inspected.ts';

/** What Python's readme_renderer, which PyPI uses, made of a description in reStructuredText. */
export type Rendering =
  | { readonly rendered: 'yes' }
  /** Its own words, a line each. */
  | { readonly rendered: 'no'; readonly complaints: readonly string[] }
  /** It is not there, or did not answer: completes "it was not checked: …". */
  | { readonly rendered: 'not-checked'; readonly why: string };

export type RenderReStructuredText = (text: string) => Promise<Rendering>;

const TYPES = ['text/plain', 'text/x-rst', 'text/markdown'];

/** PyPI refuses a description that does not render, in the type that is named or in reStructuredText. */
export async function descriptionFindings(
  file: Inspected,
  render: RenderReStructuredText,
): Promise<readonly Finding[]> {
  const { filename } = file.distribution;
  const description = firstOf(file, 'description');
  const declared = firstOf(file, 'description-content-type');
  const fault = declared === null ? null : typeFault(declared);
  if (fault !== null) {
    return [error('description', filename, fault, `set its type to one of ${TYPES.join(', ')}`)];
  }
  const type = declared === null ? 'text/x-rst' : mediaType(declared);
  // Every text is plain text, and every text is Markdown.
  if (description === null || type !== 'text/x-rst') return [];
  return renderingFindings(await render(description), filename, declared);
}

function renderingFindings(rendering: Rendering, filename: string, declared: string | null): readonly Finding[] {
  const guessed = declared === null ? ', which it is taken for because it names no type' : '';
  switch (rendering.rendered) {
    case 'yes':
      return [];
    case 'no': {
      const because = rendering.complaints.join('; ');
      const message = `its description does not render as reStructuredText${guessed}: ${because}`;
      const fix = 'mend it, or name its type in pyproject.toml: readme = "README.md"';
      return [error('description', filename, message, fix)];
    }
    case 'not-checked': {
      const message = `whether its description renders as reStructuredText was not checked: ${rendering.why}`;
      return [warning('description', filename, message, 'pip install readme_renderer, then run this again')];
    }
  }
}

/** `type/subtype; parameter=value`, as packaging's metadata.py reads it. */
function typeFault(declared: string): string | null {
  const quoted = JSON.stringify(declared);
  if (!TYPES.includes(mediaType(declared))) return `PyPI takes no description of type ${quoted}`;
  const charset = /;\s*charset\s*=\s*"?(?<name>[^";\s]+)/iu.exec(declared)?.groups?.['name'];
  if (charset !== undefined && charset.toUpperCase() !== 'UTF-8')
    return `PyPI takes descriptions in UTF-8, not ${quoted}`;
  const variant = /;\s*variant\s*=\s*"?(?<name>[^";\s]+)/iu.exec(declared)?.groups?.['name'] ?? 'GFM';
  const isMarkdown = mediaType(declared) === 'text/markdown';
  return !isMarkdown || variant === 'GFM' || variant === 'CommonMark' ? null : `PyPI knows no such Markdown: ${quoted}`;
}

function mediaType(declared: string): string {
  return (declared.split(';')[0] ?? '').trim().toLowerCase();
}

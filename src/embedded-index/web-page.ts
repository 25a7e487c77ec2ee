import { escapeHtml } from '../simple-api/render-html.ts';

/** Whatever a page holds, it runs nothing and loads nothing but its own style. */
export const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `
:root { color-scheme: light dark; --text: #1c2128; --soft: #59636e; --line: #d1d9e0; --paper: #fff; --box: #f6f8fa; --link: #0b57d0 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9aa4af; --line: #30363d; --paper: #0d1117; --box: #161b22; --link: #79b8ff }
}
body { margin: 0 auto; max-width: 50rem; padding: 1rem 1rem 3rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--paper) }
a { color: var(--link) }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere }
h1 { margin: .5rem 0 1rem; font-size: 1.8rem }
h2 { margin: 2rem 0 .75rem; font-size: 1.25rem }
h3 { margin: 0 0 .5rem; font-size: 1rem }
code, pre { font: .875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
pre { margin: 0 0 1rem; padding: .75rem 1rem; white-space: pre-wrap; background: var(--box); border: 1px solid var(--line); border-radius: .4rem }
article { margin: 0 0 .75rem; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .4rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 }
dt, .soft { color: var(--soft) }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere }
.projects { columns: 14rem; column-gap: 2rem; padding-left: 1.2rem }
.projects li { break-inside: avoid; overflow-wrap: anywhere }
@media (max-width: 34rem) {
  dl { grid-template-columns: 1fr; gap: 0 }
  dd + dt { margin-top: .4rem }
}`;

/** A whole page for browsers, light or dark as they like it. @param body HTML, in which all text is escaped. */
export function webPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

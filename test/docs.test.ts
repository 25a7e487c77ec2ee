import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { commandsPage } from './commands-page.ts';

const root = dirname(import.meta.dirname);

describe('the documentation', () => {
  it('lists every command and flag as the program has them (npm run build && npm run docs)', () => {
    expect(readFileSync(join(root, 'docs', 'commands.md'), 'utf8')).to.equal(commandsPage(root));
  });

  it('links to nothing that is not there', () => {
    const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
    const pages = ['README.md', ...names.map((name) => join('docs', name))];
    const broken = pages.flatMap((page) => {
      const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)(?<target>[^)#]+)/gu);
      const targets = [...links].map(({ groups }) => groups?.['target'] ?? '');
      return targets
        .filter((target) => !existsSync(join(root, dirname(page), target)))
        .map((target) => `${page}: ${target}`);
    });
    expect(broken).to.deep.equal([]);
  });
});

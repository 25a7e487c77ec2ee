import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildSampleDistributions } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { pysign } from '../fixtures/program.ts';

const program = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const quietly = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-component-update', '--disable-sync'];

describe('the page of a project in a real browser', () => {
  const index = useEmbeddedIndex();
  const author = useAuthor('ed25519');
  const folder = useFolder();
  let browser: Browser | null = null;

  before(async function withBrowser() {
    // Chromium is no part of this project's own installation.
    if (program === undefined) {
      this.skip();
      return;
    }
    browser = await chromium.launch({
      executablePath: program,
      chromiumSandbox: false,
      args: [...quietly, '--disable-background-networking'],
    });
    const { wheel, sdist } = await buildSampleDistributions(await folder.sub('dist'));
    const released = await pysign(['release', ...index.flags, wheel, sdist], author);
    expect(released.exitCode, released.stderr).to.equal(0);
  });
  after(async () => {
    await browser?.close();
  });

  async function withPage(width: number, act: (page: Page) => Promise<void>): Promise<void> {
    const page = await (browser ?? expect.fail('no browser')).newPage({ viewport: { width, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    try {
      await act(page);
      expect(complaints).to.deep.equal([]);
    } finally {
      await page.close();
    }
  }

  for (const width of [360, 1280]) {
    it(`fits ${String(width)} pixels, and nothing in it is cut off`, async () => {
      await withPage(width, async (page) => {
        await page.goto(new URL('project/demo/', index.url).href);
        const sizes = await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]');
        expect(sizes).to.deep.equal([width, width]);
        expect(await page.locator('article').count()).to.equal(2);
        expect(await page.locator('article').first().innerText())
          .to.include('signed')
          .and.to.include(author.fingerprint);
      });
    });
  }

  it('is reached from the start page, and hands out the file and its signature', async () => {
    await withPage(1280, async (page) => {
      await page.goto(index.url.href);
      await page.getByRole('link', { name: 'demo' }).click();
      expect(page.url()).to.equal(new URL('project/demo/', index.url).href);
      const downloads = await mkdtemp(join(tmpdir(), 'pysign-browser-'));
      try {
        for (const name of ['demo-1.0.tar.gz', '.asc']) {
          const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('link', { name, exact: true }).last().click(),
          ]);
          await download.saveAs(join(downloads, name));
        }
        const ours = join(await folder.sub('dist'), 'demo-1.0.tar.gz');
        for (const [served, path] of [
          ['demo-1.0.tar.gz', ours],
          ['.asc', `${ours}.asc`],
        ] as const)
          expect((await readFile(join(downloads, served))).equals(await readFile(path))).to.equal(true);
      } finally {
        await rm(downloads, { recursive: true, force: true });
      }
    });
  });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';
import { expect } from 'chai';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { listedFile, sha256 } from './served.ts';
import { ARMOUR, field, post, signaturePart, uploadParts } from './upload-form.ts';

const EVIL = `"><script>alert('1')</script><img src=x onerror=alert(1)>`;

interface Shown {
  readonly links: readonly string[];
  /** Names of all elements. */
  readonly elements: ReadonlySet<string>;
  /** Names of all attributes. */
  readonly attributes: ReadonlySet<string>;
  /** What a person reads, with single spaces. */
  readonly text: string;
}

function shown(html: string): Shown {
  const links: string[] = [];
  const elements = new Set<string>();
  const attributes = new Set<string>();
  let text = '';
  let inStyle = false;
  const parser = new Parser({
    onopentag(name, given) {
      elements.add(name);
      for (const attribute of Object.keys(given)) attributes.add(attribute);
      if (name === 'a') links.push(given['href'] ?? '');
      inStyle = name === 'style';
      text += ' ';
    },
    onclosetag: () => {
      inStyle = false;
      text += ' ';
    },
    ontext: (part) => (text += inStyle ? '' : part),
  });
  parser.end(html);
  return { links, elements, attributes, text: text.replaceAll(/\s+/gu, ' ') };
}

describe('the pages for people', () => {
  const index = useEmbeddedIndex();
  const author = useAuthor('ed25519');
  const wheel = 'de_mo-1.10-py3-none-any.whl';
  const content = Buffer.alloc(1_234_567, 'content');

  before(async () => {
    const asc = author.gnupg.sign(content.toString());
    const uploads = [
      uploadParts({ name: 'De.Mo', version: '1.9', filename: 'de_mo-1.9.tar.gz' }, [field('requires_python', EVIL)]),
      uploadParts({ name: 'De.Mo', version: '1.10', filename: wheel, bytes: content }, [signaturePart(asc)]),
      uploadParts({ name: 'De.Mo', version: '2.0rc1', filename: 'de_mo-2.0rc1.tar.gz' }, [signaturePart(ARMOUR)]),
      uploadParts({ name: 'another', filename: 'another-1.0.tar.gz' }),
    ];
    for (const parts of uploads) expect((await post(index.uploadUrl, parts)).reason).to.equal('OK');
  });

  async function page(path: string): Promise<Shown> {
    const answer = await fetch(new URL(path, index.url));
    expect(answer.status, path).to.equal(200);
    expect(answer.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    return shown(await answer.text());
  }

  it('begin with where to upload, where to install from, and every project', async () => {
    const { text, links } = await page('');
    expect(text).to.include(`Upload to ${index.uploadUrl.href}`).and.include(`Install from ${index.simpleUrl.href}`);
    expect(links).to.deep.equal(['project/another/', 'project/de-mo/']);
  });

  it('say how to install a project, and list its versions with the newest first', async () => {
    const { text } = await page('project/de-mo/');
    expect(text).to.include(`pip install --index-url ${index.simpleUrl.href} de-mo`);
    const order = [' 2.0rc1 ', ' 1.10 ', ' 1.9 '].map((version) => text.indexOf(version));
    expect(order).to.deep.equal(order.toSorted((one, other) => one - other));
    expect(order).not.to.include(-1);
  });

  it('tell of each file its size, digest, time, and the key that its signature names', async () => {
    const { text } = await page('project/de-mo/');
    const file = await listedFile(index.url, wheel, 'de-mo');
    const minute = (file.uploadTime ?? '').slice(0, 16).replace('T', ' ');
    const facts = [
      `${wheel} Size 1.2 MB (1,234,567 bytes)`,
      `SHA-256 ${sha256(content)}`,
      `Uploaded ${minute} UTC`,
      `Signature signed ( .asc ) Names key ${author.fingerprint}`,
    ];
    expect(text).to.include(facts.join(' '));
    const unreadable = text.slice(text.indexOf('de_mo-2.0rc1.tar.gz'), text.indexOf(wheel));
    expect(unreadable).to.include('Signature signed ( .asc )').and.not.include('Names key');
    expect(text.slice(text.indexOf('de_mo-1.9.tar.gz')))
      .to.include('Signature not signed')
      .and.not.include('.asc');
  });

  it('link only to what is there, under whatever address they are', async () => {
    for (const path of ['', 'project/de-mo/', 'project/another/']) {
      const { links } = await page(path);
      for (const link of links) {
        expect(link, path).not.to.match(/^(?:[a-z]+:|\/)/u);
        expect(await index.status(new URL(link, new URL(path, index.url))), link).to.equal(200);
      }
    }
    const { links } = await page('project/de-mo/');
    expect(links).to.include.members([`../../files/de-mo/${wheel}`, `../../files/de-mo/${wheel}.asc`]);
  });

  it('are written in words where a package would be markup', async () => {
    const { text, elements, attributes } = await page('project/de-mo/');
    expect(text).to.include(`Python ${EVIL.replaceAll(/\s+/gu, ' ')}`);
    for (const element of ['script', 'img', 'link', 'iframe', 'form']) expect(elements).not.to.include(element);
    for (const attribute of ['onerror', 'onclick', 'src', 'style']) expect(attributes).not.to.include(attribute);
  });

  it('let the browser run and load nothing, refusals included', async () => {
    for (const path of ['', 'project/de-mo/', 'simple/', 'simple/de-mo/', 'nowhere']) {
      const { headers } = await fetch(new URL(path, index.url), { headers: { accept: 'text/html' } });
      expect(headers.get('content-security-policy')).to.equal("default-src 'none'; style-src 'unsafe-inline'");
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
    }
  });

  it('are light or dark as the browser wants, and as narrow as it is', async () => {
    const html = await (await fetch(new URL('project/de-mo/', index.url))).text();
    expect(html).to.include('name="viewport" content="width=device-width, initial-scale=1"');
    expect(html).to.include('prefers-color-scheme: dark').and.include('color-scheme: light dark');
  });

  it('are found under the normalised name only', async () => {
    for (const path of ['project/de-mo', 'project/De.Mo/', 'project/DE__mo']) {
      const answer = await fetch(new URL(path, index.url), { redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).to.deep.equal([308, '/project/de-mo/']);
    }
    for (const path of [
      'project/',
      'project',
      'project/nothing/',
      'project/de-mo/1.9/',
      'project/..%2f..%2fetc/',
      'project/-/',
    ]) {
      expect(await index.status(new URL(path, index.url)), path).to.equal(404);
    }
  });

  it('are no web page of another origin, nor of a foreign name', async () => {
    const url = new URL('project/de-mo/', index.url);
    expect((await fetch(url, { headers: { origin: 'https://evil.example' } })).status).to.equal(403);
  });

  it('still tell of a file whose signature is gone from the disk', async () => {
    const record = join(index.folder, 'records', 'de-mo', `${wheel}.json`);
    const genuine = await readFile(record, 'utf8');
    await writeFile(record, genuine.replace(/("signature": \{\s*"sha256": ")[0-9a-f]{64}/u, `$1${'0'.repeat(64)}`));
    const { text } = await page('project/de-mo/');
    expect(text).to.include('Size 1.2 MB').and.not.include('Names key');
    await writeFile(record, genuine);
    expect((await page('project/de-mo/')).text).to.include('Names key');
  });
});

describe('the start page of an empty index', () => {
  const index = useEmbeddedIndex();

  it('says that nothing is there', async () => {
    const html = await (await fetch(index.url)).text();
    expect(shown(html).text).to.include('Nothing has been uploaded yet.');
  });
});

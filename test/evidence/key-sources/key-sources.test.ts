import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { PysignError } from '../../../src/errors.ts';
import {
  hkpServer,
  keysAt,
  verifyingServer,
  verifyingServerByAddress,
} from '../../../src/evidence/key-sources/key-servers.ts';
import type { KeyAnswer, KeySource } from '../../../src/evidence/key-sources/key-source.ts';
import { gpgKeyring, keysOnDisk } from '../../../src/evidence/key-sources/local-keys.ts';
import {
  byHttps,
  directoryAddress,
  webKeyDirectory,
  zBase32,
} from '../../../src/evidence/key-sources/web-key-directory.ts';
import { createHttp } from '../../../src/http/client.ts';
import { usualSurroundings } from '../../../src/http/surroundings.ts';
import { findGnupg } from '../../../src/openpgp/gpg.ts';
import { findCertificate } from '../../../src/openpgp/keyring.ts';
import { refused } from '../../config/refused.ts';
import { useFolder } from '../../fixtures/folder.ts';
import { useAuthor } from '../../fixtures/gnupg.ts';
import { cutShort, hang, reply, resetAfter, type Script, useHostileIndex } from '../../fixtures/hostile-index.ts';
import { unusedPort } from '../../fixtures/server-process.ts';

/** What stands for the public network. */
const PUBLIC = '127.0.0.2';
const limits = { connect: 1000, idle: 400, read: 1500, slowest: 8192 };
const surroundings = { ...usualSurroundings, limits, isPrivate: (address: string) => address !== PUBLIC };
const http = createHttp(
  { credentials: null, allowHttp: false, userAgent: 'pysign-test', idleSeconds: null },
  surroundings,
);

/** As much as the reader takes, for ever. */
const gigabyte: Script = (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'application/pgp-keys' });
  const chunk = Buffer.alloc(1 << 16, 'A');
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
};

/** A byte now and then, so that the connection never falls idle. */
const drip: Script = (request, response) => {
  request.resume();
  response.writeHead(200);
  const timer = setInterval(() => response.write('-'), 100);
  response.once('close', () => {
    clearInterval(timer);
  });
};

describe('key sources', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const stranger = useAuthor('ed25519');
  const server = useHostileIndex();
  const outside = useHostileIndex({ address: PUBLIC });

  async function words(source: KeySource): Promise<string> {
    const answer = await source.find(author.fingerprint);
    return told(answer);
  }

  /** Every kind of server with the path at which it is asked. */
  function kinds(): readonly (readonly [name: string, path: string, source: KeySource])[] {
    const { fingerprint } = author;
    const directory = { typed: true, originOf: () => server.url };
    return [
      ['VKS by fingerprint', `/vks/v1/by-fingerprint/${fingerprint}`, verifyingServer(server.url, http)],
      [
        'VKS by address',
        '/vks/v1/by-email/ada%40example.org',
        verifyingServerByAddress(server.url, 'ada@example.org', http),
      ],
      ['HKP', `/pks/lookup?op=get&options=mr&search=0x${fingerprint}`, hkpServer(server.url, http)],
      ['a URL', '/KEYS', keysAt(new URL('/KEYS', server.url), http)],
      [
        'WKD, advanced',
        '/.well-known/openpgpkey/example.org/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=joe.doe',
        webKeyDirectory('joe.doe@example.org', directory, http),
      ],
      [
        'WKD, direct',
        '/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=Joe.Doe',
        webKeyDirectory('Joe.Doe@Example.ORG', directory, http),
      ],
    ];
  }

  async function each(script: Script, check: (said: string, name: string) => void): Promise<void> {
    for (const [name, path, source] of kinds()) {
      server.on(`GET ${path}`, script);
      check(await words(source), name);
    }
  }

  it('find a key, binary or armoured or among others, and say where', async () => {
    const both = Buffer.concat([stranger.publicKey(), author.publicKey()]);
    const armour = author.gnupg.gpg(['--armor', '--export', author.fingerprint]);
    for (const bytes of [author.publicKey(), both, armour]) {
      await each(reply(200, {}, bytes), (said, name) => {
        expect(said, name).to.match(new RegExp(`^found ${author.fingerprint} at http://127\\.0\\.0\\.1:\\d+/`, 'u'));
      });
    }
  });

  it('do not have it: 404 is an answer', async () => {
    await each(reply(404, {}, '<html>'), (said, name) => {
      expect(said, name).to.equal('unknown');
    });
  });

  it('another-key: a server that sends another key never has the one that was asked for', async () => {
    await each(reply(200, {}, stranger.publicKey()), (said, name) => {
      expect(said, name).to.equal(`unknown ${stranger.fingerprint}`);
    });
  });

  it('html, nothing, an error, a cut answer and a reset are no answer', async () => {
    const page = reply(200, { 'content-type': 'text/html' }, '<html>-----BEGIN PGP PUBLIC KEY BLOCK-----</html>');
    for (const script of [page, reply(200), reply(500), cutShort('-----'), resetAfter(0)]) {
      await each(script, (said, name) => {
        expect(said, name).to.match(/^unreachable INDEX_(?:FAILED|UNREACHABLE) /u);
      });
    }
  });

  it('gigabyte: more than a key is not read', async () => {
    await each(gigabyte, (said, name) => {
      expect(said, name).to.match(/^unreachable INDEX_FAILED .* sends more than \d+ bytes/u);
    });
  });

  it('for-ever: a server that says nothing, or a byte now and then, is left', async () => {
    for (const script of [hang, drip]) {
      const started = performance.now();
      server.on('GET /KEYS', script);
      expect(await words(keysAt(new URL('/KEYS', server.url), http))).to.match(/^unreachable INDEX_UNREACHABLE/u);
      expect(performance.now() - started).to.be.lessThan(5000);
    }
  });

  it("redirect-to-loopback: a public directory does not lead into the reader's own network", async () => {
    const source = webKeyDirectory('ada@example.org', { typed: true, originOf: () => outside.url }, http);
    const { hash } = directoryAddress('ada@example.org');
    const inside = reply(302, { location: new URL('/secret', server.url).href });
    outside.on(`GET /.well-known/openpgpkey/example.org/hu/${hash}?l=ada`, inside);
    server.on('GET /secret', reply(200, {}, author.publicKey()));
    expect(await words(source)).to.match(
      /^unreachable INDEX_FAILED .*redirects to an address inside a private network/u,
    );
    expect(server.requests).to.deep.equal([]);
  });

  it("own-address: a key that names a host of the reader's network has nobody asked there", async () => {
    const source = webKeyDirectory('ada@example.org', { typed: false, originOf: () => server.url }, http);
    expect(await words(source)).to.match(/^unreachable INDEX_FAILED 127\.0\.0\.1:\d+ is an address inside a private/u);
    expect(server.requests).to.deep.equal([]);
  });

  it('a silent directory is asked in the direct way too, and its silence is not taken for a no', async () => {
    const gone = new URL(`http://127.0.0.1:${String(await unusedPort())}/`);
    const { hash } = directoryAddress('ada@example.org');
    const originOf = (host: string): URL => (host.startsWith('openpgpkey.') ? gone : server.url);
    const source = webKeyDirectory('ada@example.org', { typed: true, originOf }, http);
    expect(await words(source)).to.match(/^unreachable INDEX_UNREACHABLE/u);
    server.on(`GET /.well-known/openpgpkey/hu/${hash}?l=ada`, reply(200, {}, author.publicKey()));
    expect(await words(source)).to.include(`found ${author.fingerprint}`);
  });

  it("find a key in a file, in a folder with broken files, and in gpg's keyring", async () => {
    const keys = await folder.sub('keys');
    const path = join(keys, 'author.asc');
    await writeFile(path, author.publicKey());
    await writeFile(join(keys, 'a.asc'), 'nothing');
    await writeFile(join(keys, 'other.gpg'), stranger.publicKey());
    expect(await words(keysOnDisk(path))).to.equal(`found ${author.fingerprint} at ${path}`);
    expect(await words(keysOnDisk(keys))).to.equal(`found ${author.fingerprint} at ${path}`);
    expect(await words(keysOnDisk(join(keys, 'other.gpg')))).to.equal(`unknown ${stranger.fingerprint}`);
    expect(await words(keysOnDisk(join(keys, 'missing')))).to.match(/^unreachable USAGE/u);
    const gnupg = await findGnupg(author.env);
    const ring = gpgKeyring(async (issuer) => findCertificate(gnupg, issuer));
    expect(await words(ring)).to.equal(`found ${author.fingerprint} at gpg's keyring`);
    expect(told(await ring.find(stranger.fingerprint))).to.equal('unknown');
  });
});

describe('the place of an address in a web key directory', () => {
  it('is the one of the draft', () => {
    expect(directoryAddress('Joe.Doe@Example.ORG')).to.deep.equal({
      hash: 'iy9q119eutrkn8s1mk4r39qejnbu3n5q',
      local: 'Joe.Doe',
      domain: 'example.org',
    });
    expect(zBase32(Uint8Array.of(0xf0, 0xbf, 0xc7))).to.equal('6n9hq');
    expect(directoryAddress('ada@bücher.example').domain).to.equal('xn--bcher-kva.example');
  });

  it('is refused or on the domain itself, whatever stands in a user id: ten thousand times', () => {
    const part = fc.constantFrom(
      '@',
      '.',
      '/',
      '..',
      '%2e',
      '\\',
      ':',
      '#',
      '?',
      ' ',
      '\u0000',
      'a',
      'example',
      'é',
      '[',
      '::1',
      '127',
    );
    const address = fc.oneof(
      fc.array(part, { maxLength: 9 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(address, (text) => {
        try {
          const { hash, domain } = directoryAddress(text);
          expect(hash).to.match(/^[a-z0-9]{32}$/u);
          const url = new URL(`.well-known/openpgpkey/${domain}/hu/${hash}`, byHttps(`openpgpkey.${domain}`));
          expect(url.hostname).to.equal(`openpgpkey.${domain}`);
          expect(url.pathname).to.equal(`/.well-known/openpgpkey/${domain}/hu/${hash}`);
        } catch (error) {
          if (!(error instanceof PysignError)) throw error;
        }
      }),
      { numRuns: 10_000, seed: Number(process.env['PYSIGN_FUZZ_SEED'] ?? Date.now() % 0x7fffffff) },
    );
  });

  const bad = [
    'ada',
    '@example.org',
    'ada@localhost',
    'ada@127.0.0.1',
    'ada@[::1]',
    'ada@a.b/c',
    'ada@a.b:1',
    'a@b c.d',
  ];
  for (const address of bad) {
    it(`refuses ${address}`, () => {
      expect(refused(() => directoryAddress(address)).code).to.equal('USAGE');
    });
  }
});

function told(answer: KeyAnswer): string {
  switch (answer.answer) {
    case 'found':
      return `found ${answer.certificate.fingerprint} at ${answer.where}`;
    case 'unknown':
      return ['unknown', ...answer.others].join(' ');
    case 'unreachable':
      return `unreachable ${answer.cause.code} ${answer.cause.message}`;
  }
}

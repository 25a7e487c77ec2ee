import { expect } from 'chai';
import { withoutUserInformation } from '../../src/credentials/credentials.ts';
import { askCredentials, type CredentialQuestion, findCredentials } from '../../src/credentials/find.ts';
import type { PysignError } from '../../src/errors.ts';
import { predefinedUploadUrl, publicIndexes } from '../../src/indexes/known-indexes.ts';
import { Secret } from '../../src/secret.ts';
import { failureOf } from '../http/failure-of.ts';
import { tokens } from '../fixtures/tokens.ts';

const tokenRules = { own: null, everybodys: Object.values(publicIndexes).map(({ tokenLocation }) => tokenLocation) };
const ofPypi = { url: predefinedUploadUrl('pypi'), tokens: { ...tokenRules, own: publicIndexes.pypi.tokenLocation } };
const person = {
  username: async () => Promise.resolve('typed-name'),
  password: async () => Promise.resolve(new Secret('typed')),
};

function question(more: Partial<CredentialQuestion>): CredentialQuestion {
  return {
    given: { username: null, password: null },
    environment: {},
    url: new URL('https://host/legacy/'),
    repository: null,
    stored: null,
    tokens: tokenRules,
    onlyProjectKnows: false,
    asking: { stored: async () => Promise.resolve([]), person: null },
    ...more,
  };
}

async function found(more: Partial<CredentialQuestion>): Promise<readonly string[] | null> {
  const credentials = await findCredentials(question(more));
  return credentials === null ? null : [credentials.username, credentials.password.reveal(), credentials.source];
}

async function failure(more: Partial<CredentialQuestion>): Promise<PysignError> {
  return failureOf(findCredentials(question(more)));
}

function chain(entries: Record<string, string>): CredentialQuestion['asking'] {
  const all = Object.entries(entries).map(([username, password]) => ({ username, password: new Secret(password) }));
  return {
    person: null,
    stored: async (name) => Promise.resolve(all.filter(({ username }) => name === null || name === username)),
  };
}

const typedIn = { value: new Secret('from-stdin'), source: '--password-stdin' };
const everywhere = {
  PYSIGN_TOKEN_INTERNAL: 'token-of-internal',
  PYSIGN_TOKEN: 'token',
  PYSIGN_USERNAME: 'pu',
  PYSIGN_PASSWORD: 'pp',
  TWINE_USERNAME: 'tu',
  TWINE_PASSWORD: 'tp',
  UV_PUBLISH_TOKEN: 'uv-token',
  UV_PUBLISH_USERNAME: 'uu',
  UV_PUBLISH_PASSWORD: 'up',
};

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(everywhere).filter(([name]) => !names.includes(name)));
}

describe('the search for credentials', () => {
  it('invents none', async () => {
    expect(await found({})).to.equal(null);
    expect(await found({ environment: { TWINE_USERNAME: '', TWINE_PASSWORD: ' ' } })).to.equal(null);
    expect(await found(ofPypi)).to.equal(null);
  });

  it('goes down from flags to variables, the address, .pypirc and the key chain, value by value', async () => {
    const stored = { username: 'su', password: new Secret('sp'), source: '[internal] in ~/.pypirc' };
    const url = new URL('https://u:p@host/legacy/');
    const all = { stored, url, repository: 'internal', asking: chain({ su: 'cp', ku: 'kp' }) };
    const given = { username: 'flag', password: typedIn };
    expect(await found({ ...all, given, environment: everywhere })).to.deep.equal([
      'flag',
      'from-stdin',
      '--password-stdin',
    ]);
    const steps: readonly (readonly [string[], string[]])[] = [
      [['PYSIGN_USERNAME'], ['__token__', 'token-of-internal', 'PYSIGN_TOKEN_INTERNAL']],
      [
        ['PYSIGN_USERNAME', 'PYSIGN_TOKEN_INTERNAL'],
        ['__token__', 'token', 'PYSIGN_TOKEN'],
      ],
      [
        ['PYSIGN_TOKEN_INTERNAL', 'PYSIGN_TOKEN'],
        ['pu', 'pp', 'PYSIGN_PASSWORD'],
      ],
    ];
    for (const [missing, expected] of steps)
      expect(await found({ ...all, environment: without(...missing) })).to.deep.equal(expected);
    const { TWINE_USERNAME, TWINE_PASSWORD, UV_PUBLISH_PASSWORD, UV_PUBLISH_USERNAME, UV_PUBLISH_TOKEN } = everywhere;
    expect(await found({ ...all, environment: { TWINE_USERNAME, TWINE_PASSWORD } })).to.deep.equal([
      'tu',
      'tp',
      'TWINE_PASSWORD',
    ]);
    expect(await found({ ...all, environment: { UV_PUBLISH_TOKEN } })).to.deep.equal([
      '__token__',
      'uv-token',
      'UV_PUBLISH_TOKEN',
    ]);
    expect(await found({ ...all, environment: { UV_PUBLISH_USERNAME, UV_PUBLISH_PASSWORD } })).to.deep.equal([
      'uu',
      'up',
      'UV_PUBLISH_PASSWORD',
    ]);
    expect(await found(all)).to.deep.equal(['u', 'p', 'user information in the URL']);
    expect(await found({ ...all, url: question({}).url })).to.deep.equal(['su', 'sp', '[internal] in ~/.pypirc']);
    const halfStored = { ...stored, password: null };
    expect(await found({ ...all, url: question({}).url, stored: halfStored })).to.deep.equal([
      'su',
      'cp',
      'the key chain',
    ]);
  });

  it('reads a token variable for the repository that it names, and for no other', async () => {
    const environment = { PYSIGN_TOKEN_MY_INDEX: 'mine' };
    expect((await found({ environment, repository: 'my-index' }))?.[1]).to.equal('mine');
    expect(await found({ environment, repository: 'other' })).to.equal(null);
    expect(await found({ environment })).to.equal(null);
  });

  it('takes the address apart as URLs are written', async () => {
    expect((await found({ url: new URL('https://u%40x:p%25@host/') }))?.slice(0, 2)).to.deep.equal(['u@x', 'p%']);
    expect((await found({ url: new URL('https://u:p%zz@host/') }))?.[1]).to.equal('p%zz');
    expect(withoutUserInformation(new URL('https://u:p@host/legacy/?a=1')).href).to.equal('https://host/legacy/?a=1');
  });

  it('needs both halves, except for a token of PyPI, which names its user', async () => {
    const name = await failure({ environment: { TWINE_USERNAME: 'ada' } });
    expect(name.code).to.equal('CREDENTIALS_MISSING');
    expect(name.message).to.include('no password');
    const password = await failure({ environment: { TWINE_PASSWORD: 'secret' } });
    expect(password.message).to.match(/^(?!.*secret).*no user name/u);
    expect(await found({ environment: { TWINE_PASSWORD: 'pypi-AgEI' } })).to.deep.equal([
      '__token__',
      'pypi-AgEI',
      'TWINE_PASSWORD',
    ]);
  });

  it('finds a token of the key chain first, and a name only where it is the only one', async () => {
    expect(await found({ asking: chain({ ada: 'a', __token__: 't' }) })).to.deep.equal([
      '__token__',
      't',
      'the key chain',
    ]);
    expect((await found({ asking: chain({ ada: 'a' }) }))?.[0]).to.equal('ada');
    const several = await failure({ asking: chain({ ada: 'a', bob: 'b' }) });
    expect([several.details, several.next]).to.deep.equal([['ada', 'bob'], 'say which: --username ada']);
    expect(await found({ ...ofPypi, asking: chain({ ada: 'a' }) })).to.equal(null);
  });

  it('knows no user name but __token__ at PyPI, whatever a file or the address says', async () => {
    const stored = { username: 'ada', password: new Secret(tokens.unlimited), source: '[pypi] in ~/.pypirc' };
    expect((await found({ ...ofPypi, stored }))?.[0]).to.equal('__token__');
  });

  it('asks the person for the half that is missing, and not where there is nothing', async () => {
    const asking = { ...chain({}), person };
    const environment = { TWINE_USERNAME: 'ada' };
    expect(await found({ environment, asking })).to.deep.equal(['ada', 'typed', 'the terminal']);
    expect(await found({ environment: { TWINE_PASSWORD: 'x' }, asking })).to.deep.equal([
      'typed-name',
      'x',
      'TWINE_PASSWORD',
    ]);
    expect(await found({ asking })).to.equal(null);
    expect((await askCredentials(question({}), person)).username).to.equal('typed-name');
    expect((await askCredentials(question(ofPypi), person)).username).to.equal('__token__');
  });

  it('gives secrets of the user to no server that only a cloned project names', async () => {
    const onlyProjectKnows = true;
    for (const more of [
      { environment: { PYSIGN_TOKEN: 't' } },
      { environment: { PYSIGN_TOKEN_INTERNAL: 't' }, repository: 'internal' },
      { environment: { UV_PUBLISH_TOKEN: 't' } },
      { given: { username: 'ada', password: typedIn } },
    ]) {
      expect((await failure({ ...more, onlyProjectKnows })).message).to.include('which only this project');
    }
    expect((await found({ asking: chain({ ada: 'a' }), onlyProjectKnows }))?.[1]).to.equal('a');
  });
});

describe('credentials that no index could accept', () => {
  const wrong: readonly (readonly [string, Partial<CredentialQuestion>, RegExp])[] = [
    ['a tab in a password', { environment: { TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'a\tb' } }, /control character/u],
    ['a line break in a token', { environment: { PYSIGN_TOKEN: 'ab\ncd' } }, /control character/u],
    ['a space in a token', { environment: { PYSIGN_TOKEN: 'ab cd' } }, /holds a space/u],
    [
      'nothing but a line break',
      { given: { username: 'a', password: { ...typedIn, value: new Secret('\n') } } },
      /empty/u,
    ],
    ['a colon in a user name', { environment: { TWINE_USERNAME: 'a:b', TWINE_PASSWORD: 'x' } }, /colon/u],
    [
      'a token of PyPI for another server',
      { environment: { TWINE_PASSWORD: tokens.limited } },
      /TWINE_PASSWORD holds a token of pypi\.org, and this release goes to host/u,
    ],
    [
      'a token of TestPyPI for PyPI',
      { ...ofPypi, environment: { PYSIGN_TOKEN: tokens.ofTestPypi } },
      /a token of test\.pypi\.org/u,
    ],
    [
      'a user name beside a token variable',
      { given: { username: 'ada', password: null }, environment: { PYSIGN_TOKEN: 't0k3n' } },
      /PYSIGN_TOKEN holds a token.*--username gives another/u,
    ],
    [
      'a user name beside a token of PyPI',
      { ...ofPypi, environment: { TWINE_USERNAME: 'ada', TWINE_PASSWORD: tokens.unlimited } },
      /TWINE_PASSWORD holds a token.*TWINE_USERNAME gives another/u,
    ],
  ];
  for (const [what, more, words] of wrong) {
    it(`are refused, and not repeated: ${what}`, async () => {
      const error = await failure(more);
      expect(error.code).to.equal('USAGE');
      expect(error.message).to.match(words);
      const said = [error.message, error.next, ...error.details].join('\n');
      for (const secret of [...Object.values(tokens), 't0k3n', 'ab cd', 'a\tb']) expect(said).not.to.include(secret);
    });
  }

  it('are not those with spaces that people have in passwords, nor with a line break at the end', async () => {
    const environment = { TWINE_USERNAME: 'ada', TWINE_PASSWORD: ' correct horse \n' };
    expect((await found({ environment }))?.[1]).to.equal(' correct horse ');
    expect((await found({ environment: { PYSIGN_TOKEN: ' t \n' } }))?.[1]).to.equal('t');
  });

  it('are not a user name of a lower place than the token', async () => {
    expect((await found({ environment: { PYSIGN_TOKEN: 't', TWINE_USERNAME: 'ada' } }))?.[0]).to.equal('__token__');
  });
});

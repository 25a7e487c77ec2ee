import { expect } from 'chai';
import { type GivenFlags, mergeSettings } from '../src/config.ts';

const none: GivenFlags = { repositoryUrl: null, simpleUrl: null, key: null, signatures: null, confirmTimeout: null };

describe('settings', () => {
  it('are complete without anything given', () => {
    expect(mergeSettings(none, {})).to.deep.equal({
      repository: { predefined: 'pypi' },
      simpleUrl: null,
      key: null,
      signatures: 'prefer',
      confirmTimeoutSeconds: 60,
    });
  });

  it('take flags before PYSIGN_ variables, and those before TWINE_ variables', () => {
    const environment = {
      PYSIGN_REPOSITORY_URL: 'https://pysign.example/',
      TWINE_REPOSITORY_URL: 'https://twine.example/',
      PYSIGN_KEY: 'from-environment',
      PYSIGN_SIGNATURES: 'off',
      PYSIGN_CONFIRM_TIMEOUT: '5',
      PYSIGN_SIMPLE_URL: 'https://pysign.example/simple/',
    };
    const flags = {
      repositoryUrl: 'https://flag.example/',
      simpleUrl: 'https://flag.example/s/',
      key: 'from-flag',
      signatures: 'require',
      confirmTimeout: 9,
    };
    const byFlag = mergeSettings(flags, environment);
    expect(byFlag.repository).to.deep.equal({ url: new URL('https://flag.example/') });
    expect(byFlag).to.include({ key: 'from-flag', signatures: 'require', confirmTimeoutSeconds: 9 });
    const byEnvironment = mergeSettings(none, environment);
    expect(byEnvironment.repository).to.deep.equal({ url: new URL('https://pysign.example/') });
    expect(byEnvironment).to.include({ key: 'from-environment', signatures: 'off', confirmTimeoutSeconds: 5 });
    const byTwine = mergeSettings(none, { ...environment, PYSIGN_REPOSITORY_URL: '' });
    expect(byTwine.repository).to.deep.equal({ url: new URL('https://twine.example/') });
  });

  it('never send a release to PyPI when TWINE_REPOSITORY names another index', () => {
    expect(() => mergeSettings(none, { TWINE_REPOSITORY: 'internal' }))
      .to.throw('internal')
      .with.property('code', 'USAGE');
    expect(mergeSettings(none, { TWINE_REPOSITORY: 'testpypi' }).repository).to.deep.equal({ predefined: 'testpypi' });
  });

  for (const [what, flags, environment] of [
    ['an address that is none', { ...none, repositoryUrl: 'hunter2' }, {}],
    ['another scheme', { ...none, repositoryUrl: 'ftp://user:hunter2@host/' }, {}],
    ['an unknown mode', { ...none, signatures: 'hunter2' }, {}],
    ['a time that is no number', none, { PYSIGN_CONFIRM_TIMEOUT: 'hunter2' }],
  ] as const) {
    it(`refuse ${what} without repeating it`, () => {
      expect(() => mergeSettings(flags, environment))
        .to.throw(/^(?!.*hunter2)/u)
        .with.property('code', 'USAGE');
    });
  }
});

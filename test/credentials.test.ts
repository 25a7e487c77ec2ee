import { expect } from 'chai';
import { findCredentials, withoutUserInformation } from '../src/credentials.ts';

function found(environment: Record<string, string>, url: string | null = null): readonly string[] | null {
  const credentials = findCredentials(environment, url === null ? null : new URL(url));
  return credentials === null ? null : [credentials.username, credentials.password.reveal(), credentials.source];
}

describe('credentials', () => {
  it('are not invented', () => {
    expect(found({})).to.equal(null);
    expect(found({ TWINE_USERNAME: '', TWINE_PASSWORD: ' ' }, 'https://host/')).to.equal(null);
  });

  it('come from a token first, then PYSIGN_, then TWINE_, then the address', () => {
    const all = {
      PYSIGN_TOKEN: 't',
      PYSIGN_USERNAME: 'pu',
      PYSIGN_PASSWORD: 'pp',
      TWINE_USERNAME: 'tu',
      TWINE_PASSWORD: 'tp',
    };
    expect(found(all)).to.deep.equal(['__token__', 't', 'PYSIGN_TOKEN']);
    expect(found({ ...all, PYSIGN_TOKEN: '' })).to.deep.equal(['pu', 'pp', 'PYSIGN_PASSWORD']);
    expect(found({ TWINE_USERNAME: 'tu', TWINE_PASSWORD: 'tp' }, 'https://u:p@host/')).to.deep.equal([
      'tu',
      'tp',
      'TWINE_PASSWORD',
    ]);
    expect(found({}, 'https://u%40x:p%25@host/')).to.deep.equal(['u@x', 'p%', 'user information in the URL']);
    expect(found({}, 'https://u:p%zz@host/')?.[1]).to.equal('p%zz');
  });

  it('need both halves, except a token of PyPI, which names its user', () => {
    expect(() => found({ TWINE_USERNAME: 'ada' }))
      .to.throw('no password')
      .with.property('code', 'CREDENTIALS_MISSING');
    expect(() => found({ TWINE_PASSWORD: 'secret' })).to.throw(/^(?!.*secret).*no user name/u);
    expect(found({ TWINE_PASSWORD: 'pypi-AgEI' })).to.deep.equal(['__token__', 'pypi-AgEI', 'TWINE_PASSWORD']);
  });

  it('leave the address before it is shown', () => {
    expect(withoutUserInformation(new URL('https://u:p@host/legacy/?a=1')).href).to.equal('https://host/legacy/?a=1');
  });
});

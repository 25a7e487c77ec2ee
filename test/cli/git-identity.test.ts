import { expect } from 'chai';
import { gitIdentity } from '../../src/cli/git-identity.ts';

/** A git whose only settings are these. */
function settings(values: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const pairs = Object.entries(values).flatMap(([name, value], position): [string, string][] => [
    [`GIT_CONFIG_KEY_${String(position)}`, name],
    [`GIT_CONFIG_VALUE_${String(position)}`, value],
  ]);
  const count = String(Object.keys(values).length);
  const alone = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_DIR: '/nonexistent' };
  return { PATH: process.env['PATH'], ...alone, GIT_CONFIG_COUNT: count, ...Object.fromEntries(pairs) };
}

const nobody = { name: null, address: null, signingKey: null };

describe('what git knows of the author', () => {
  it('is name, address and OpenPGP key', async () => {
    const env = settings({
      'user.name': 'Zoë  Author',
      'user.email': 'zoe@example.org',
      'user.signingkey': 'ABCD1234!',
    });
    expect(await gitIdentity(env)).to.deep.equal({
      name: 'Zoë  Author',
      address: 'zoe@example.org',
      signingKey: 'ABCD1234!',
    });
  });

  it('is no key where git signs with ssh', async () => {
    const env = settings({ 'gpg.format': 'ssh', 'user.signingkey': 'ABCD1234' });
    expect(await gitIdentity(env)).to.deep.equal(nobody);
  });

  it('is nothing that could speak to a terminal', async () => {
    const env = settings({ 'user.name': 'Eve\u001B[2J', 'user.email': 'eve@example.org\n✔', 'user.signingkey': '' });
    expect(await gitIdentity(env)).to.deep.equal(nobody);
  });

  it('is nothing without settings, and nothing without git', async () => {
    expect(await gitIdentity(settings({}))).to.deep.equal(nobody);
    expect(await gitIdentity({ ...settings({ 'user.name': 'Ada' }), PATH: '/nonexistent' })).to.deep.equal(nobody);
  });
});

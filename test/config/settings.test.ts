import { expect } from 'chai';
import { mergeSettings, type WantedKeys } from '../../src/config/settings.ts';
import { refused } from './refused.ts';
import { filesWith, noFiles, noFlags } from './settings-files.ts';

const OURS = '6BB7E345353592A10141AEFCAEF31E69A56E4E0A';
const MINE = '19C0'.repeat(10);

describe('settings', () => {
  it('are complete without anything given', () => {
    expect(mergeSettings(noFlags, {}, noFiles)).to.deep.equal({
      repository: {
        name: 'pypi',
        address: { predefined: 'pypi' },
        simpleUrl: null,
        delivery: null,
        jobs: null,
        credentials: null,
        caCert: null,
        clientCert: null,
        definedBy: 'user',
        onlyProjectKnows: false,
      },
      simpleUrl: null,
      delivery: null,
      idleSeconds: null,
      jobs: 1,
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
      ...noFlags,
      repositoryUrl: 'https://flag.example/',
      simpleUrl: 'https://flag.example/s/',
      key: 'from-flag',
      signatures: 'require',
      confirmTimeout: 9,
    };
    const byFlag = mergeSettings(flags, environment, noFiles);
    expect(byFlag.repository.address).to.deep.equal({ url: new URL('https://flag.example/') });
    expect(byFlag).to.deep.include({ signatures: 'require', confirmTimeoutSeconds: 9 });
    expect(byFlag.key?.names).to.deep.equal(['from-flag']);
    expect(byFlag.simpleUrl?.host).to.equal('flag.example');
    const byEnvironment = mergeSettings(noFlags, environment, noFiles);
    expect(byEnvironment.repository.address).to.deep.equal({ url: new URL('https://pysign.example/') });
    expect(byEnvironment).to.include({ signatures: 'off', confirmTimeoutSeconds: 5 });
    expect(byEnvironment.key?.names).to.deep.equal(['from-environment']);
    const byTwine = mergeSettings(noFlags, { ...environment, PYSIGN_REPOSITORY_URL: '' }, noFiles);
    expect(byTwine.repository.address).to.deep.equal({ url: new URL('https://twine.example/') });
  });

  it('name the key by flag, variable, project and remembered key, in this order', () => {
    const user = `[release]\nkey = "${MINE}!"\nsigning-keys = ["${OURS}"]`;
    const files = filesWith({ project: `[release]\nsigning-keys = ["${OURS}", "${MINE}"]`, user });
    const named = (environment: Record<string, string>, given = files, key: string | null = null): WantedKeys | null =>
      mergeSettings({ ...noFlags, key }, environment, given).key;
    expect(named({ PYSIGN_KEY: 'v' }, files, 'f')).to.deep.equal({ names: ['f'], because: 'named by --key' });
    expect(named({ PYSIGN_KEY: 'v' })).to.deep.equal({ names: ['v'], because: 'named by PYSIGN_KEY' });
    expect(named({})).to.deep.equal({ names: [OURS, MINE], because: 'named by pysign.toml' });
    expect(named({}, filesWith({ project: '', user }))).to.deep.equal({
      names: [`${MINE}!`],
      because: 'remembered in config.toml',
    });
    expect(named({}, filesWith({ user: `[release]\nsigning-keys = ["${OURS}"]` }))?.names).to.deep.equal([OURS]);
    expect(named({}, filesWith({ user: '' }))).to.equal(null);
  });

  for (const [user, project, merged] of [
    ['require', 'off', 'require'],
    ['require', 'prefer', 'require'],
    ['prefer', 'off', 'prefer'],
    ['prefer', 'require', 'require'],
    ['off', 'require', 'require'],
  ] as const) {
    it(`sign as ${merged} where the user says ${user} and the project ${project}`, () => {
      const files = filesWith({
        user: `[release]\nsignatures = "${user}"`,
        project: `[release]\nsignatures = "${project}"`,
      });
      expect(mergeSettings(noFlags, {}, files).signatures).to.equal(merged);
      for (const typed of ['off', 'prefer', 'require']) {
        expect(mergeSettings(noFlags, { PYSIGN_SIGNATURES: typed }, files).signatures).to.equal(typed);
      }
    });
  }

  it('let a project decide about signatures where its user says nothing', () => {
    const files = filesWith({ project: '[release]\nsignatures = "off"', user: '' });
    expect(mergeSettings(noFlags, {}, files).signatures).to.equal('off');
  });

  it('let no project keep back signatures that its user wants sent', () => {
    const table = '[repositories.a]\nupload-url = "https://a.example/"\ndelivery = "none"';
    const ofProject = filesWith({ project: table });
    const ofUser = filesWith({ user: table });
    const flags = { ...noFlags, repository: 'a' };
    expect(mergeSettings(flags, {}, ofProject).delivery).to.equal('none');
    expect(mergeSettings(flags, { PYSIGN_SIGNATURES: 'prefer' }, ofUser).delivery).to.equal('none');
    for (const [mode, files] of [
      ['prefer', ofProject],
      ['require', ofProject],
      ['require', ofUser],
    ] as const) {
      const error = refused(() => mergeSettings({ ...flags, signatures: mode }, {}, files));
      expect(error.message).to.equal('signatures are to be sent, and the delivery of a is none');
    }
  });

  it('take simple-url, delivery and jobs from the table of the repository', () => {
    const user =
      '[release]\nrepository = "a"\n[repositories.a]\nupload-url = "https://a.example/"\nsimple-url = "https://a.example/s/"\ndelivery = "file"\njobs = 3';
    const settings = mergeSettings(noFlags, {}, filesWith({ user }));
    expect(settings.simpleUrl?.href).to.equal('https://a.example/s/');
    expect(settings.delivery).to.equal('file');
    expect(settings.repository.jobs).to.equal(3);
    const elsewhere = mergeSettings({ ...noFlags, repositoryUrl: 'https://b.example/' }, {}, filesWith({ user }));
    expect(elsewhere).to.deep.include({ simpleUrl: null, delivery: null });
  });

  for (const [what, flags, environment] of [
    ['an address that is none', { ...noFlags, repositoryUrl: 'hunter2' }, {}],
    ['another scheme', { ...noFlags, repositoryUrl: 'ftp://user:hunter2@host/' }, {}],
    ['an unknown mode', { ...noFlags, signatures: 'hunter2' }, {}],
    ['a time that is no number', noFlags, { PYSIGN_CONFIRM_TIMEOUT: 'hunter2' }],
  ] as const) {
    it(`refuse ${what} without repeating it`, () => {
      expect(refused(() => mergeSettings(flags, environment, noFiles)).code).to.equal('USAGE');
    });
  }
});

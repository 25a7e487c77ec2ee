import { expect } from 'chai';
import type { Repository } from '../../src/config/repositories.ts';
import { mergeSettings } from '../../src/config/settings.ts';
import { refused } from './refused.ts';
import { filesWith, noFiles, noFlags } from './settings-files.ts';

function table(name: string, host: string): string {
  return `[repositories.${name}]\nupload-url = "https://${host}/legacy/"\n`;
}

function section(name: string, host: string): string {
  return `[distutils]\nindex-servers = ${name}\n[${name}]\nrepository = https://${host}/up/\nusername = ada\npassword = hunter2\n`;
}

function named(name: string, files = noFiles): Repository {
  return mergeSettings({ ...noFlags, repository: name }, {}, files).repository;
}

function hostOf({ address }: Repository): string {
  return 'url' in address ? address.url.host : address.predefined;
}

function credentials(pypirc: string, name = 'pypi'): Repository['credentials'] {
  return named(name, filesWith({ pypirc })).credentials;
}

function refusal(pypirc: string): string {
  return refused(() => named('a', filesWith({ pypirc }))).message;
}

describe('a repository by its name', () => {
  it('is found in pysign.toml, then config.toml, then .pypirc', () => {
    const project = table('a', 'one.example');
    const user = table('a', 'one.example') + table('b', 'two.example');
    const pypirc = section('c', 'three.example');
    const files = filesWith({ project, user, pypirc });
    expect([named('a', files).definedBy, named('b', files).definedBy]).to.deep.equal(['project', 'user']);
    expect(['a', 'b', 'c', 'pypi', 'testpypi'].map((name) => hostOf(named(name, files)))).to.deep.equal([
      'one.example',
      'two.example',
      'three.example',
      'pypi',
      'testpypi',
    ]);
  });

  it('has the credentials of .pypirc, if they were stored for this very server', () => {
    const pypirc = section('a', 'one.example');
    const direct = named('a', filesWith({ pypirc }));
    expect(direct.credentials).to.include({ username: 'ada', source: '[a] in ~/.pypirc' });
    expect(direct.credentials?.password?.reveal()).to.equal('hunter2');
    const sameServer = named('a', filesWith({ pypirc, user: table('a', 'one.example') }));
    expect(sameServer.credentials?.username).to.equal('ada');
    const otherServer = named('a', filesWith({ pypirc, user: table('a', 'two.example') }));
    expect([hostOf(otherServer), otherServer.credentials]).to.deep.equal(['two.example', null]);
  });

  it('never has them when a clone means another server by a name that the user knows', () => {
    const project = `[release]\nrepository = "a"\n${table('a', 'evil.example')}`;
    for (const own of [{ pypirc: section('a', 'one.example') }, { user: table('a', 'one.example') }]) {
      const error = refused(() => mergeSettings(noFlags, {}, filesWith({ project, ...own })));
      expect(error.message).to.equal(
        'pysign.toml means https://evil.example by a, and your own settings https://one.example',
      );
    }
  });

  it('is known to nobody but the project, where neither a person nor a file of theirs names it', () => {
    const project = `[release]\nrepository = "a"\n${table('a', 'one.example')}`;
    const unasked = (own: object): boolean =>
      mergeSettings(noFlags, {}, filesWith({ project, ...own })).repository.onlyProjectKnows;
    expect(unasked({})).to.equal(true);
    expect(unasked({ user: '[release]\nrepository = "a"' })).to.equal(true);
    expect(unasked({ user: table('a', 'one.example') })).to.equal(false);
    expect(unasked({ pypirc: section('a', 'one.example') })).to.equal(false);
    expect(named('a', filesWith({ project })).onlyProjectKnows).to.equal(false);
  });

  it('of PyPI takes a token from .pypirc, whatever user name stands beside it', () => {
    expect(credentials('[pypi]\nusername = ada\npassword = hunter2')?.username).to.equal('__token__');
    expect(credentials('[pypi]\nusername = ada')).to.equal(null);
    expect(credentials('[server-login]\npassword = hunter2', 'testpypi')?.username).to.equal('__token__');
    expect(credentials('[distutils]\nindex-servers = other\n[pypi]\npassword = hunter2')).to.equal(null);
  });

  it('may be half there', () => {
    const pypirc = '[distutils]\nindex-servers = a\n[a]\nrepository = https://one.example/\nusername = ada\npassword =';
    expect(named('a', filesWith({ pypirc })).credentials).to.deep.equal({
      username: 'ada',
      password: null,
      source: '[a] in ~/.pypirc',
    });
  });

  it('comes after an address of the same rank, and before whatever ranks lower', () => {
    const files = filesWith({ user: table('a', 'one.example'), project: '[release]\nrepository = "testpypi"' });
    const host = (flags: object, environment: Record<string, string>): string =>
      hostOf(mergeSettings({ ...noFlags, ...flags }, environment, files).repository);
    const url = 'https://typed.example/';
    expect(host({ repository: 'a', repositoryUrl: url }, {})).to.equal('typed.example');
    expect(host({ repository: 'a' }, { PYSIGN_REPOSITORY_URL: url })).to.equal('one.example');
    expect(host({}, { PYSIGN_REPOSITORY: 'a', TWINE_REPOSITORY_URL: url })).to.equal('one.example');
    expect(host({}, { TWINE_REPOSITORY: 'a' })).to.equal('one.example');
    expect(host({}, { TWINE_REPOSITORY: '' })).to.equal('testpypi');
  });

  it('never becomes PyPI when it is unknown: the known ones are named', () => {
    const files = filesWith({
      project: table('ours', 'one.example'),
      user: table('mine', 'two.example'),
      pypirc: section('old', 'three.example'),
    });
    for (const environment of [{ TWINE_REPOSITORY: 'internal' }, { PYSIGN_REPOSITORY: 'internal' }]) {
      const error = refused(() => mergeSettings(noFlags, environment, files));
      expect(error.message).to.include('internal');
      expect(error.details).to.deep.equal(['known are ours, mine, pypi, old, testpypi']);
    }
  });

  it('is refused where .pypirc gives no address or none that is one, without repeating it', () => {
    const start = '[distutils]\nindex-servers = a\n[a]\n';
    expect(refusal(`${start}password = hunter2`)).to.equal('[a] in ~/.pypirc has no repository');
    expect(refusal(`${start}repository = hunter2`)).to.include('repository of [a] in ~/.pypirc is not an http');
  });

  it('is not looked for in a .pypirc that is wrong, when an address is given', () => {
    const files = filesWith({ pypirc: 'hunter2' });
    expect(hostOf(mergeSettings({ ...noFlags, repositoryUrl: 'https://a.example/' }, {}, files).repository)).to.equal(
      'a.example',
    );
    expect(refused(() => mergeSettings(noFlags, {}, files)).message).to.match(/^~\/\.pypirc:1: /u);
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readmeRenderer } from '../../src/preflight/readme-renderer.ts';
import { useFolder } from '../fixtures/folder.ts';
import { makeWheel } from '../fixtures/made-distributions.ts';
import { pythonProgram } from '../python-environment.ts';
import { allOn, briefly } from './findings-of.ts';

describe('descriptions in reStructuredText', () => {
  const folder = useFolder();
  const render = readmeRenderer(async () => Promise.resolve(pythonProgram('python')), process.env);

  it('render with the renderer of PyPI, or do not, and why', async () => {
    expect(await render('Title\n=====\n\n*Hello*.\n')).to.deep.equal({ rendered: 'yes' });
    const broken = await render('Title\n==\n\n.. nonsense::\n\n   `x\n');
    expect(broken).to.have.property('rendered', 'no');
    expect(JSON.stringify(broken)).to.include('nonsense');
  });

  it('are said to be unchecked where there is no renderer, and never rendered by a stranger in this folder', async () => {
    const here = await folder.sub('stranger');
    await mkdir(join(here, 'readme_renderer'));
    await writeFile(join(here, 'readme_renderer', '__init__.py'), 'raise SystemExit(0)');
    const before = process.cwd();
    process.chdir(here);
    try {
      const bare = readmeRenderer(async () => Promise.resolve('/usr/bin/python3'), { PATH: '/usr/bin' });
      expect(await bare('x')).to.deep.equal({ rendered: 'not-checked', why: 'readme_renderer is not installed' });
    } finally {
      process.chdir(before);
    }
    const nobody = readmeRenderer(async () => Promise.resolve(null), {});
    expect(await nobody('x')).to.deep.equal({ rendered: 'not-checked', why: 'there is no Python' });
  });

  it('are an error where they do not render, and where the type is not named too', async () => {
    const rst = await makeWheel(await folder.sub('rst'), {
      headers: ['Description-Content-Type: text/x-rst'],
      description: 'x',
    });
    const untyped = await makeWheel(await folder.sub('untyped'), { description: 'x' });
    const refused = { rendered: 'no', complaints: ['line:1: (ERROR/3) Unexpected'] } as const;
    for (const wheel of [rst, untyped]) {
      expect(briefly(await allOn(wheel, refused))).to.deep.equal(['error description']);
      expect(briefly(await allOn(wheel, { rendered: 'yes' }))).to.deep.equal([]);
      const [unchecked] = await allOn(wheel, { rendered: 'not-checked', why: 'there is no Python' });
      expect(unchecked).to.include({ severity: 'warning', rule: 'description' });
      expect(unchecked?.message).to.include('was not checked: there is no Python');
    }
    const markdown = await makeWheel(await folder.sub('md'), {
      headers: ['Description-Content-Type: text/markdown'],
      description: '.. x',
    });
    expect(await allOn(markdown, refused)).to.deep.equal([]);
  });
});

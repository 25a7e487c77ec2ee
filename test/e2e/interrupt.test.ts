import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { buildSampleWheel } from '../fixtures/distributions.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { programPath, pysign } from '../fixtures/program.ts';
import { usePypiserver } from '../fixtures/pypiserver.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';

describe('a release that is interrupted at the keyboard', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = usePypiserver();

  it('exits 130, leaves no half file on the index or on disk, and is finished by the same command', async () => {
    const wheel = await buildSampleWheel(await folder.sub('interrupted'), { payloadBytes: 150_000_000 });
    const child = spawn(process.execPath, [programPath, 'release', ...index.flags, wheel], { env: author.env });
    child.stderr.setEncoding('utf8');
    for await (const text of child.stderr) if (String(text).includes('uploading')) break;
    child.kill('SIGINT');
    const exited: readonly unknown[] = await once(child, 'exit');
    expect(exited[0]).to.equal(130);
    expect(await index.files('demo')).to.deep.equal([]);
    expect((await readdir(dirname(wheel))).filter((name) => name.startsWith('.'))).to.deep.equal([]);
    const again = await pysign(['release', '--json', '--signatures', 'require', ...index.flags, wheel], author);
    expect(again.exitCode).to.equal(0);
    expect(receiptFrom(again).files[0]?.upload.outcome).to.equal('uploaded');
  });

  it('says in its receipt what was done and what was not, and the same command does the rest', async () => {
    const room = await folder.sub('told');
    const small = await buildSampleWheel(room, { name: 'told', tags: 'cp300-none-any' });
    const large = await buildSampleWheel(room, { name: 'told', tags: 'cp310-none-any', payloadBytes: 150_000_000 });
    const path = join(room, 'receipt.json');
    const args = ['release', '--receipt', path, ...index.flags, small, large];
    const child = spawn(process.execPath, [programPath, ...args], { env: author.env });
    child.stderr.setEncoding('utf8');
    for await (const text of child.stderr) if (String(text).includes('uploading told-1.0-cp310')) break;
    child.kill('SIGINT');
    const exited: readonly unknown[] = await once(child, 'exit');
    expect(exited[0]).to.equal(130);
    const receipt = receiptFrom({ stdout: await readFile(path, 'utf8'), stderr: '', exitCode: 130 });
    expect(receipt.exitCode).to.equal(130);
    expect(receipt.error).to.deep.include({ code: 'CANCELLED' });
    expect(receipt.files.map(({ upload }) => upload.outcome)).to.deep.equal(['uploaded', 'failed']);
    expect((await index.files('told')).filter((name) => name.endsWith('.whl'))).to.deep.equal([basename(small)]);
    const again = await pysign(['release', '--json', '--signatures', 'require', ...index.flags, small, large], author);
    expect(again.exitCode, again.stderr).to.equal(0);
    expect(receiptFrom(again).files.map(({ upload }) => upload.outcome)).to.deep.equal(['already-there', 'uploaded']);
  });
});

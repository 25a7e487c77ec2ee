import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
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
});

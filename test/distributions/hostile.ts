import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { noEffort } from '../../src/distributions/archive-source.ts';
import { readDistribution } from '../../src/distributions/read-distribution.ts';
import { refusalOf } from './refusal.ts';

/** What a refusal may cost. */
interface Bounds {
  readonly read: number;
  readonly unpacked: number;
  readonly members: number;
}

/** One clear line that names the file and the reason, and no more work than allowed. */
export async function refused(path: string, reason: string, bounds: Partial<Bounds> = {}): Promise<void> {
  const { read, unpacked, members } = { read: 140_000, unpacked: 0, members: 20, ...bounds };
  const effort = noEffort();
  const refusal = await refusalOf(async () => readDistribution(path, effort));
  expect(refusal.message.startsWith(`${basename(path)}: `), refusal.message).to.equal(true);
  expect(refusal.message).to.include(reason).and.not.to.include('\n');
  expect(refusal.message.length).to.be.lessThan(300);
  expect([refusal.code, refusal.next]).to.deep.equal(['DISTRIBUTION_INVALID', 'python -m build']);
  expect(effort.bytesRead, 'bytes read').to.be.at.most(read);
  expect(effort.bytesUnpacked, 'bytes unpacked').to.be.at.most(unpacked);
  expect(effort.members, 'members').to.be.at.most(members);
}

export async function refusedBytes(
  path: string,
  bytes: Uint8Array,
  reason: string,
  bounds: Partial<Bounds> = {},
): Promise<void> {
  await writeFile(path, bytes);
  await refused(path, reason, bounds);
}

/** A program of its own: one question to the key chain, read from standard input and answered on standard output. */
import type * as Keytar from '@napi-rs/keyring/keytar.js';
import { text } from 'node:stream/consumers';
import { type ChainRequest, parseRequest } from './key-chain-words.ts';

const request = parseRequest(await text(process.stdin));
const answer = request === null ? { failed: 'the question was not understood' } : await answered(request);
process.stdout.write(JSON.stringify(answer));

async function answered(wanted: ChainRequest): Promise<object> {
  try {
    return await act(wanted);
  } catch (error) {
    return { failed: error instanceof Error ? error.message : 'it failed' };
  }
}

async function act(wanted: ChainRequest): Promise<object> {
  const chain = await import('@napi-rs/keyring/keytar.js');
  switch (wanted.act) {
    case 'find':
      return { entries: await find(wanted, chain) };
    case 'store':
      await refuseKernelKeyring(wanted.service, chain);
      await chain.setPassword(wanted.service, wanted.username, wanted.password);
      return { stored: true };
    case 'remove':
      await refuseKernelKeyring(wanted.service, chain);
      return { removed: await chain.deletePassword(wanted.service, wanted.username) };
  }
}

type Chain = typeof Keytar;
type Find = Extract<ChainRequest, { act: 'find' }>;

async function find({ services, username }: Find, chain: Chain): Promise<object[]> {
  for (const service of services) {
    const entries = await entriesOf(service, username, chain);
    if (entries.length > 0) return entries;
  }
  return [];
}

/** On Linux the list is asked also for a name that is known: only it says when there is no Secret Service. */
async function entriesOf(service: string, username: string | null, chain: Chain): Promise<object[]> {
  if (username !== null && process.platform !== 'linux') {
    const password = await chain.getPassword(service, username);
    return password === null ? [] : [{ username, password }];
  }
  const all = await chain.findCredentials(service);
  return all
    .filter(({ account }) => username === null || account === username)
    .map(({ account, password }) => ({ username: account, password }));
}

/** Without a Secret Service the library would fall back to the kernel's keyring, which is gone at the next start. */
async function refuseKernelKeyring(service: string, chain: Chain): Promise<void> {
  if (process.platform === 'linux') await chain.findCredentials(service);
}

import { parentPort } from 'node:worker_threads';
import { reasonOf } from '../errors.ts';
import { readWheelContents, type WheelContents } from './wheel-contents.ts';

/** What comes back for a path that was sent. */
export type ContentsAnswer = { readonly path: string } & (
  { readonly contents: WheelContents } | { readonly failure: string }
);

/** A thread that reads one wheel after another, as their paths come. */
parentPort?.on('message', (path: unknown) => {
  if (typeof path === 'string') void answer(path);
});

async function answer(path: string): Promise<void> {
  parentPort?.postMessage(await read(path), []);
}

async function read(path: string): Promise<ContentsAnswer> {
  try {
    return { path, contents: await readWheelContents({ path }) };
  } catch (error) {
    return { path, failure: reasonOf(error) };
  }
}

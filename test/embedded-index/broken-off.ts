import { readdir, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { multipart, type Part, type SentForm } from './upload-form.ts';

/** Sends half of the form and waits until the connection is gone. */
export async function sendHalf(url: URL, parts: readonly Part[]): Promise<void> {
  const form = multipart(parts);
  return sendBeginning(url, form, form.body.length / 2);
}

/** Sends so many bytes of the form and waits until the connection is gone. */
export async function sendBeginning(url: URL, { headers, body }: SentForm, length: number): Promise<void> {
  const sent = request(url, { method: 'POST', headers: { ...headers, 'content-length': String(body.length) } });
  sent.on('error', () => undefined);
  sent.write(body.subarray(0, length));
  await new Promise<void>((resolve) => {
    sent.once('close', () => resolve());
  });
}

/** Waits until a file in the folder has so many bytes. */
export async function hasArrived(folder: string, bytes: number): Promise<void> {
  for (let left = 200; left > 0; left -= 1) {
    const [name] = await readdir(folder);
    if (name !== undefined && (await stat(join(folder, name))).size >= bytes) return;
    await sleep(10);
  }
  throw new Error('nothing arrived within two seconds');
}

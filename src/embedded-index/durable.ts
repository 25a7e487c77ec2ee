import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A name that nobody else has. */
export function randomName(): string {
  return randomBytes(16).toString('hex');
}

/** Writes a new file whose bytes are on the disk when this returns. */
export async function writeDurably(path: string, bytes: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** All of the chunk: a write may take less. */
export async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, done);
    done += bytesWritten;
  }
}

/** Moves a file that was written durably; the new entry is on the disk when this returns. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Without this a file may be on the disk and its name not. Windows cannot open folders. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** `<2>/<2>/<60>/<filename>`, from the digest of the bytes, so that a path never means other bytes. */
export function contentAddress(sha256: string, filename: string): string {
  return join(sha256.slice(0, 2), sha256.slice(2, 4), sha256.slice(4), filename);
}

import { createHash } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '../errors.ts';
import { contentAddress, moveDurably, randomName, syncFolder, writeDurably } from './durable.ts';
import { type FileRecord, parseRecord, projectOf, type StoredSignature } from './file-record.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The folder of an index, safe against being killed at any moment and against other processes on the same folder:
 * everything is first written to `incoming/`, bytes then move to `files/` and `signatures/` under their own digest, and
 * a record under `records/<project>/` is put in place last and exclusively. Listings read records only.
 */
export class Store {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the folder where it is missing, and clears what a killed process left a day ago. */
  static async open(directory: string): Promise<Store> {
    const store = new Store(directory);
    for (const folder of ['incoming', 'files', 'signatures', 'records']) {
      await mkdir(join(directory, folder), { recursive: true });
    }
    await store.#clearIncoming();
    return store;
  }

  /** A path for bytes that are still arriving. */
  newIncoming(): string {
    return join(this.#directory, 'incoming', randomName());
  }

  contentPath({ sha256, filename }: Pick<FileRecord, 'sha256' | 'filename'>): string {
    return join(this.#directory, 'files', contentAddress(sha256, filename));
  }

  signaturePath({ sha256 }: StoredSignature, filename: string): string {
    return join(this.#directory, 'signatures', contentAddress(sha256, `${filename}.asc`));
  }

  async keepContent(incoming: string, file: Pick<FileRecord, 'sha256' | 'filename'>): Promise<void> {
    await moveDurably(incoming, this.contentPath(file));
  }

  async keepSignature(bytes: Uint8Array, filename: string): Promise<StoredSignature> {
    const signature = { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
    const incoming = this.newIncoming();
    await writeDurably(incoming, bytes);
    await moveDurably(incoming, this.signaturePath(signature, filename));
    return signature;
  }

  /** Null where there is none, or its bytes are gone, which whoever fetches it is told. */
  async readSignature({ signature, filename }: FileRecord): Promise<Uint8Array | null> {
    if (signature === null) return null;
    return readFile(this.signaturePath(signature, filename)).catch(() => null);
  }

  /** Makes the file exist. Of several who try at once, in any process, exactly one is told `added`. */
  async add(record: FileRecord): Promise<'added' | 'taken'> {
    const incoming = this.newIncoming();
    const path = this.#recordPath(projectOf(record), record.filename);
    await writeDurably(incoming, `${JSON.stringify(record, null, 2)}\n`);
    try {
      await mkdir(dirname(path), { recursive: true });
      await link(incoming, path);
      await syncFolder(dirname(path));
      return 'added';
    } catch (error) {
      if (isSystemError(error, 'EEXIST')) return 'taken';
      throw error;
    } finally {
      await rm(incoming, { force: true });
    }
  }

  /** Both must be checked names: they become a path. Null where there is no such file. */
  async find(project: string, filename: string): Promise<FileRecord | null> {
    try {
      return parseRecord(await readFile(this.#recordPath(project, filename), 'utf8'), { project, filename });
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return null;
      throw error;
    }
  }

  /** All files of a project, by name; none where it does not exist. */
  async filesOf(project: string): Promise<readonly FileRecord[]> {
    const found = await Promise.all((await this.#filenames(project)).map(async (name) => this.find(project, name)));
    return found.filter((record) => record !== null);
  }

  /** Every project that has a file, sorted. */
  async projects(): Promise<readonly string[]> {
    const projects = (await entries(join(this.#directory, 'records'))).toSorted();
    const counts = await Promise.all(projects.map(async (project) => (await this.#filenames(project)).length));
    return projects.filter((_, position) => counts[position] !== 0);
  }

  /** Another file name that holds the same bytes; bytes without a record do not count. */
  async otherNameOf({ sha256, filename }: Pick<FileRecord, 'sha256' | 'filename'>): Promise<string | null> {
    const names = await entries(dirname(this.contentPath({ sha256, filename })));
    const others = names.filter((name) => name !== filename);
    if (others.length === 0) return null;
    const projects = await this.projects();
    for (const other of others) {
      const found = await Promise.all(projects.map(async (project) => this.find(project, other)));
      if (found.some((record) => record?.sha256 === sha256)) return other;
    }
    return null;
  }

  #recordPath(project: string, filename: string): string {
    return join(this.#directory, 'records', project, `${filename}.json`);
  }

  async #filenames(project: string): Promise<readonly string[]> {
    const names = await entries(join(this.#directory, 'records', project));
    return names
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .toSorted();
  }

  async #clearIncoming(): Promise<void> {
    const folder = join(this.#directory, 'incoming');
    for (const name of await entries(folder)) {
      const path = join(folder, name);
      // Another process may be ending its upload at this moment.
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < Date.now() - DAY_MS) await rm(path, { force: true });
    }
  }
}

async function entries(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

import type { ReleaseEvent } from '../release/reporter.ts';
import { pauseWords } from './pause-words.ts';
import { megabytes, percent, speed } from './quantities.ts';

/** What each file of a release is doing right now, a line each, the latest last where not all fit. */
export class FileBoard {
  readonly #states = new Map<string, string>();
  readonly #began = new Map<string, number>();
  #headline = '';

  /** `now` in milliseconds. */
  note(event: ReleaseEvent, now: number): void {
    switch (event.doing) {
      case 'asking':
        this.#headline = `asking ${event.server.name} what it has`;
        break;
      case 'signing':
        this.#set(event.filename, `signing  ${megabytes(event.size)}`);
        break;
      case 'uploading':
        this.#set(event.filename, this.#uploading(event.filename, event.sent, event.size, now));
        break;
      case 'pausing':
        this.#set(event.filename, pauseWords(event));
        break;
      case 'confirming':
        for (const filename of event.waitingFor) this.#set(filename, 'waiting to be listed');
        break;
      case 'checking':
        this.#set(event.filename, 'fetching its signature');
        break;
    }
  }

  /** At most so many lines, none wider than the terminal. */
  lines(rows: number, columns: number): readonly string[] {
    const width = Math.max(0, ...[...this.#states.keys()].map((filename) => filename.length));
    const all = [...this.#states].map(([filename, state]) => `  ${filename.padEnd(width)}  ${state}`);
    const lines = all.length === 0 ? [`  ${this.#headline}`] : all;
    return lines.slice(-Math.max(1, rows)).map((line) => line.slice(0, columns - 1));
  }

  /** The file that moves goes last, where a crowded terminal still shows it. */
  #set(filename: string, state: string): void {
    const crowded = this.#states.size > 10;
    if (crowded) this.#states.delete(filename);
    this.#states.set(filename, state);
  }

  #uploading(filename: string, sent: number, size: number, now: number): string {
    const began = this.#began.get(filename) ?? now;
    this.#began.set(filename, began);
    if (sent >= size) return `sent  ${megabytes(size)}`;
    return `uploading ${percent(sent, size)} of ${megabytes(size)}  ${speed(sent, now - began)}`.trimEnd();
  }
}

import { createLogUpdate } from 'log-update';
import type { ReleaseEvent, ReleaseReporter } from '../release/reporter.ts';
import { FileBoard } from './file-board.ts';
import { megabytes } from './quantities.ts';

export interface Progress extends ReleaseReporter {
  /** Clears what moves, so that a result or an error can be printed. */
  done(): void;
}

/** Quick runs stay quiet: nothing shows before this much time has passed. */
const PATIENCE_MS = 400;
const REDRAW_MS = 100;

/** A moving line a file on a terminal. */
export function movingProgress(stream: NodeJS.WriteStream): Progress {
  const draw = createLogUpdate(stream);
  const started = Date.now();
  const board = new FileBoard();
  let drawn = 0;
  return {
    tell(event) {
      const now = Date.now();
      board.note(event, now);
      if (now - started < PATIENCE_MS || now - drawn < REDRAW_MS) return;
      drawn = now;
      draw(board.lines(stream.rows - 1, stream.columns).join('\n'));
    },
    done: () => {
      draw.clear();
      draw.done();
    },
  };
}

/** Plain lines for a log: each act once. */
export function plainProgress(stream: NodeJS.WritableStream): Progress {
  let last = '';
  return {
    tell(event) {
      const line = words(event);
      if (line !== last) stream.write(`${line}\n`);
      last = line;
    },
    done: () => undefined,
  };
}

export const noProgress: Progress = { tell: () => undefined, done: () => undefined };

function words(event: ReleaseEvent): string {
  switch (event.doing) {
    case 'asking':
      return `asking ${event.server.name} what it has`;
    case 'signing':
      return `signing ${event.filename} (${megabytes(event.size)})`;
    case 'uploading':
      return `uploading ${event.filename} (${megabytes(event.size)})`;
    case 'confirming':
      return `waiting for the index to list ${event.waitingFor.join(', ')}`;
    case 'checking':
      return `fetching the signature of ${event.filename}`;
  }
}

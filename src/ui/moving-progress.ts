import { createLogUpdate } from 'log-update';
import { FileBoard } from './file-board.ts';
import type { Progress } from './progress.ts';

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

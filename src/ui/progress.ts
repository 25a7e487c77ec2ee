import type { ReleaseEvent, ReleaseReporter } from '../release/reporter.ts';
import { pauseWords } from './pause-words.ts';
import { megabytes } from './quantities.ts';

export interface Progress extends ReleaseReporter {
  /** Clears what moves, so that a result or an error can be printed. */
  done(): void;
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

function words(event: ReleaseEvent): string {
  switch (event.doing) {
    case 'asking':
      return `asking ${event.server.name} what it has`;
    case 'signing':
      return `signing ${event.filename} (${megabytes(event.size)})`;
    case 'uploading':
      return `uploading ${event.filename} (${megabytes(event.size)})`;
    case 'pausing':
      return `${event.filename}: ${pauseWords(event)}`;
    case 'confirming':
      return `waiting for the index to list ${event.waitingFor.join(', ')}`;
    case 'checking':
      return `fetching the signature of ${event.filename}`;
  }
}

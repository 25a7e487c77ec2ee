import type { ReleaseReporter } from '../release/reporter.ts';
import type { Progress } from '../ui/progress.ts';
import { printNotice } from './notice.ts';

/** What Ctrl-C means for a release: before the first byte it has nothing to tell, later it tells what was done. */
export class Stop {
  readonly reporter: ReleaseReporter;
  readonly #progress: Progress;
  readonly #controller = new AbortController();
  #hasBegun = false;

  constructor(progress: Progress) {
    this.#progress = progress;
    this.reporter = {
      tell: (event) => {
        this.#hasBegun ||= event.doing === 'uploading';
        progress.tell(event);
      },
    };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  asked(): 'wait' | 'exit' {
    if (!this.#hasBegun) return 'exit';
    this.#controller.abort();
    this.#progress.done();
    printNotice('stopping: what is on its way is broken off; Ctrl-C again ends at once');
    return 'wait';
  }
}

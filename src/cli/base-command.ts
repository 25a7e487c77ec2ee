import { Command, Flags } from '@oclif/core';

/** What every command has in common. Failures go up to `main`, which prints them and sets the exit code. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ summary: 'Print one JSON document, and nothing else.', helpGroup: 'OUTPUT' }),
    quiet: Flags.boolean({ char: 'q', summary: 'Print the result only, no progress.', helpGroup: 'OUTPUT' }),
  };

  protected override async catch(error: Error): Promise<never> {
    return Promise.reject(error);
  }
}

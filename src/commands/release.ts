import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { credentialFlags } from '../cli/credential-flags.ts';
import {
  confirmFlags,
  dryRunFlag,
  fileArguments,
  indexFlags,
  jobsFlag,
  preflightFlags,
  receiptFlag,
  signaturesFlag,
  signerFlags,
} from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Release extends BaseCommand {
  static override summary = 'Sign, upload and prove: every file with its signature, and what the index kept of both.';
  static override description =
    'Running it again is always safe: it does only what is missing. Nothing is sent before everything is signed.';
  static override examples = [
    '<%= config.bin %> release dist/*',
    '<%= config.bin %> release --repository-url https://packages.example.org/legacy/ --signatures require',
    '<%= config.bin %> release --rehearse',
  ];
  static override args = fileArguments;
  static override flags = {
    ...preflightFlags,
    ...signerFlags,
    ...signaturesFlag,
    ...indexFlags,
    ...jobsFlag,
    ...credentialFlags,
    ...confirmFlags,
    ...receiptFlag,
    ...dryRunFlag,
    rehearse: Flags.boolean({
      summary: 'Do it all on copies, against an index of its own on this machine; nothing leaves it.',
      helpGroup: 'INDEX',
      exclusive: ['repository', 'repository-url', 'simple-url'],
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Release);
    const { releaseForReal, rehearse } = await import('../cli/author-flow.ts');
    await (flags.rehearse ? rehearse : releaseForReal)(typed(args.files, flags), this.config.userAgent);
  }
}

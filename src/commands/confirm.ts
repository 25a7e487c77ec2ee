import { BaseCommand } from '../cli/base-command.ts';
import { credentialFlags } from '../cli/credential-flags.ts';
import {
  confirmFlags,
  fileArguments,
  indexFlags,
  receiptFlag,
  signaturesFlag,
  verifyingKeyFlag,
} from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Confirm extends BaseCommand {
  static override summary = 'Prove what an index kept: every file, every digest, every signature.';
  static override description =
    'PROJECT==VERSION in place of files proves what is served of any release, by anybody: no file of it is needed here.';
  static override examples = [
    '<%= config.bin %> confirm dist/*',
    '<%= config.bin %> confirm demo==1.0 --key-file author.asc',
    '<%= config.bin %> confirm --signatures require --json dist/*',
  ];
  static override args = fileArguments;
  static override flags = {
    ...signaturesFlag,
    ...indexFlags,
    ...credentialFlags,
    ...confirmFlags,
    ...receiptFlag,
    ...verifyingKeyFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Confirm);
    const { confirmOnly } = await import('../cli/author-flow.ts');
    await confirmOnly(typed(args.files, flags), this.config.userAgent);
  }
}

import { BaseCommand } from '../cli/base-command.ts';
import { confirmFlags, fileArguments, indexFlags, receiptFlag, signaturesFlag } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Confirm extends BaseCommand {
  static override summary = 'Prove what an index kept: every file, every digest, every signature.';
  static override examples = [
    '<%= config.bin %> confirm dist/*',
    '<%= config.bin %> confirm --signatures require --json dist/*',
  ];
  static override args = fileArguments;
  static override flags = { ...signaturesFlag, ...indexFlags, ...confirmFlags, ...receiptFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Confirm);
    const { confirmOnly } = await import('../cli/author-flow.ts');
    await confirmOnly(typed(args.files, flags), this.config.userAgent);
  }
}

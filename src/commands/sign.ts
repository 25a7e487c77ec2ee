import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { fileArguments, signerFlags } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Sign extends BaseCommand {
  static override summary = 'Sign distributions with your own OpenPGP key: FILE.asc beside each FILE.';
  static override description = 'A correct signature by the same key is kept; a wrong one stops, unless --replace.';
  static override examples = ['<%= config.bin %> sign dist/*', '<%= config.bin %> sign --key ada@example.org dist/*'];
  static override args = fileArguments;
  static override flags = {
    ...signerFlags,
    replace: Flags.boolean({ summary: 'Make a new signature where a wrong one lies.', helpGroup: 'SIGNING' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Sign);
    const { signOnly } = await import('../cli/sign-flow.ts');
    await signOnly(typed(args.files, flags), flags.replace);
  }
}

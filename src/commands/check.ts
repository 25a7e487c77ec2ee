import { BaseCommand } from '../cli/base-command.ts';
import { fileArguments, indexFlags, preflightFlags, signaturesFlag, signerFlags } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Check extends BaseCommand {
  static override summary = 'Say everything that stands in the way of a release, before anything is signed or sent.';
  static override description =
    'Files, metadata, index, credentials and key are looked at; the same list stops a release at its start. ' +
    'Nothing is signed, no passphrase is asked for, and the index is only read.';
  static override examples = [
    '<%= config.bin %> check dist/*',
    '<%= config.bin %> check --strict --json',
    '<%= config.bin %> check --repository testpypi --signatures off dist/*',
  ];
  static override args = fileArguments;
  static override flags = {
    ...preflightFlags,
    ...signaturesFlag,
    ...indexFlags,
    key: signerFlags.key,
    'key-file': signerFlags['key-file'],
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Check);
    const { checkOnly } = await import('../cli/check-flow.ts');
    await checkOnly(typed(args.files, flags), this.config.userAgent);
  }
}

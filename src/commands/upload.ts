import { BaseCommand } from '../cli/base-command.ts';
import { credentialFlags, dryRunFlag, fileArguments, indexFlags, receiptFlag, signaturesFlag } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Upload extends BaseCommand {
  static override summary = 'Upload files with the signatures that lie beside them, each checked before it is sent.';
  static override examples = [
    '<%= config.bin %> upload dist/*',
    '<%= config.bin %> upload --repository-url https://packages.example.org/legacy/ dist/demo-1.0.tar.gz',
  ];
  static override args = fileArguments;
  static override flags = { ...signaturesFlag, ...indexFlags, ...credentialFlags, ...receiptFlag, ...dryRunFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Upload);
    const { uploadOnly } = await import('../cli/author-flow.ts');
    await uploadOnly(typed(args.files, flags), this.config.userAgent);
  }
}

import { BaseCommand } from '../cli/base-command.ts';
import { credentialFlags } from '../cli/credential-flags.ts';
import {
  dryRunFlag,
  fileArguments,
  indexFlags,
  jobsFlag,
  receiptFlag,
  signaturesFlag,
  signerFlags,
  twineFlags,
} from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';
import { PysignError } from '../errors.ts';

export default class Upload extends BaseCommand {
  static override summary = 'Upload files with the signatures that lie beside them, each checked before it is sent.';
  static override description = 'It takes the flags of twine upload; `release` signs, uploads and proves in one go.';
  static override examples = [
    '<%= config.bin %> upload dist/*',
    '<%= config.bin %> upload --sign --identity ada@example.org -r internal dist/*',
    '<%= config.bin %> upload --repository-url https://packages.example.org/legacy/ dist/demo-1.0.tar.gz',
  ];
  static override args = fileArguments;
  static override flags = {
    ...twineFlags,
    ...signerFlags,
    ...signaturesFlag,
    ...indexFlags,
    ...jobsFlag,
    ...credentialFlags,
    ...receiptFlag,
    ...dryRunFlag,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Upload);
    if (!flags.sign && signing.some((name) => flags[name] !== undefined)) throw nothingToSign();
    const { uploadOnly } = await import('../cli/author-flow.ts');
    await uploadOnly(typed(args.files, flags), this.config.userAgent, flags.sign);
  }
}

const signing = ['key', 'key-file', 'passphrase-file', 'passphrase-fd'] as const;

function nothingToSign(): PysignError {
  return new PysignError('USAGE', 'a key was named, and nothing is to be signed', { next: 'add --sign' });
}

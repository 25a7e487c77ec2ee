import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { indexFlags, keySourceFlags } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Verify extends BaseCommand {
  static override summary = 'Is the signature right, is the key any good, and may that person sign this?';
  static override description =
    'FILE is verified with FILE.asc or FILE.sig beside it, or with the SIGNATURE named after it; PROJECT==VERSION, ' +
    'PROJECT (its newest version) and URL with the signature that the index serves. No gpg is needed.';
  static override examples = [
    '<%= config.bin %> verify dist/*',
    '<%= config.bin %> verify --keyring author.asc demo-1.0.tar.gz demo-1.0.tar.gz.asc',
    '<%= config.bin %> verify demo==1.0 --json',
  ];
  static override args = {
    targets: Args.string({
      multiple: true,
      required: true,
      description: 'FILE [SIGNATURE], PROJECT[==VERSION] or URL.',
    }),
  };
  static override flags = {
    keyring: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      summary: 'Only who is in this file may have signed, for this call; repeatable.',
      helpValue: 'KEYFILE',
      helpGroup: 'TRUST',
    }),
    'cross-check': Flags.boolean({
      summary: 'Ask gpgv and sqv too, where they are installed, and explain where they say otherwise.',
      helpGroup: 'TRUST',
    }),
    'find-keys': Flags.boolean({
      summary: 'Look on the key server for keys that are not here. Who is pinned does not change by it.',
      helpGroup: 'TRUST',
    }),
    keyserver: keySourceFlags.keyserver,
    ...indexFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Verify);
    const { verify } = await import('../cli/verify-flow.ts');
    const keyrings = flags.keyring ?? [];
    const { userAgent } = this.config;
    const options = { typed: typed(args.targets, flags), keyrings, crossCheck: flags['cross-check'], userAgent };
    if (!flags['find-keys']) return verify(options);
    const { trustFindingKeys } = await import('../cli/find-keys.ts');
    const wish = { keyserver: flags.keyserver, allowHttp: flags['allow-http'], userAgent };
    return verify(options, trustFindingKeys(wish));
  }
}

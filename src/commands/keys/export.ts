import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';

export default class KeysExport extends BaseCommand {
  static override summary = 'Print the public half of your key, armoured, for those who verify your releases.';
  static override examples = [
    '<%= config.bin %> keys export --output ada.asc',
    '<%= config.bin %> keys export --minimal --output debian/upstream/signing-key.asc',
  ];
  static override args = {
    key: Args.string({ required: false, description: 'Fingerprint or address. Default: the key that signs.' }),
  };
  static override flags = {
    minimal: Flags.boolean({ summary: "Leave out what others signed on it, as Debian's packagers want it." }),
    output: Flags.string({ char: 'o', summary: 'Write it to this file.', helpValue: 'FILE' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(KeysExport);
    const { exportKey } = await import('../../cli/keys-flow.ts');
    const wish = { key: args.key ?? null, minimal: flags.minimal, output: flags.output ?? null };
    await exportKey(wish, flags.json);
  }
}

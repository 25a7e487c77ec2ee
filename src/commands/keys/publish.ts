import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';

export default class KeysPublish extends BaseCommand {
  static override summary =
    'Write your public key as a web key directory, to be copied to the web server of your domain.';
  static override examples = ['<%= config.bin %> keys publish --directory public'];
  static override args = {
    key: Args.string({ required: false, description: 'Fingerprint or address. Default: the key that signs.' }),
  };
  static override flags = {
    directory: Flags.string({ summary: 'Folder that the web server serves.', helpValue: 'DIR', required: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(KeysPublish);
    const { publishKey } = await import('../../cli/keys-publish.ts');
    await publishKey(args.key ?? null, flags.directory, flags.json);
  }
}

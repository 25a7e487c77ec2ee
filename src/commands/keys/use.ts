import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';

export default class KeysUse extends BaseCommand {
  static override summary = 'Choose the key that signs your releases; remembered in your own settings.';
  static override description =
    'Without a name it asks. --key, PYSIGN_KEY and the pysign.toml of a project come before what is remembered.';
  static override examples = ['<%= config.bin %> keys use', '<%= config.bin %> keys use ada@example.org'];
  static override args = {
    key: Args.string({ required: false, description: 'Fingerprint or address, as --key takes it.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(KeysUse);
    const { useKey } = await import('../../cli/keys-flow.ts');
    await useKey(args.key ?? null, flags.json);
  }
}

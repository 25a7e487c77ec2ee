import { BaseCommand } from '../../cli/base-command.ts';
import { keyFlag } from '../../cli/flags.ts';

export default class KeysList extends BaseCommand {
  static override summary = 'List your own keys: which of them can sign, until when, and which one signs.';
  static override examples = ['<%= config.bin %> keys list', '<%= config.bin %> keys list --json'];
  static override flags = keyFlag;

  async run(): Promise<void> {
    const { flags } = await this.parse(KeysList);
    const { listKeys } = await import('../../cli/keys-flow.ts');
    await listKeys(flags.key ?? null, flags.json);
  }
}

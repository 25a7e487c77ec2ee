import { BaseCommand } from '../../cli/base-command.ts';

export default class TrustList extends BaseCommand {
  static override summary = 'List who may sign what, and what is let through without.';
  static override examples = ['<%= config.bin %> trust list', '<%= config.bin %> trust list --json'];

  async run(): Promise<void> {
    const { flags } = await this.parse(TrustList);
    const { listTrust } = await import('../../cli/trust-flow.ts');
    listTrust(flags.json);
  }
}

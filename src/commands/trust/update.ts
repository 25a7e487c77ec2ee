import { BaseCommand } from '../../cli/base-command.ts';
import { keySourceFlags } from '../../cli/flags.ts';
import { typed } from '../../cli/typed.ts';

export default class TrustUpdate extends BaseCommand {
  static override summary =
    'Keep the newest word of every pinned key; on a terminal, ask about keys it handed over to.';
  static override examples = ['<%= config.bin %> trust update', '<%= config.bin %> trust update --json --no-find-keys'];
  static override flags = keySourceFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(TrustUpdate);
    const { updateTrust } = await import('../../cli/trust-check.ts');
    await updateTrust({
      keyFile: flags['key-file'] ?? null,
      keysUrl: flags['keys-url'] ?? null,
      keyserver: flags['find-keys'] ? flags.keyserver : null,
      typed: typed([], flags),
      userAgent: this.config.userAgent,
    });
  }
}

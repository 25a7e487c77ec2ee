import { BaseCommand } from '../../cli/base-command.ts';
import { keySourceFlags } from '../../cli/flags.ts';
import { typed } from '../../cli/typed.ts';

export default class TrustCheck extends BaseCommand {
  static override summary = 'Read every pinned key again: was it taken back, does it end soon, did it hand over?';
  static override examples = ['<%= config.bin %> trust check', '<%= config.bin %> trust check --json --no-find-keys'];
  static override flags = keySourceFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(TrustCheck);
    const { checkTrust } = await import('../../cli/trust-check.ts');
    await checkTrust({
      keyFile: flags['key-file'] ?? null,
      keysUrl: flags['keys-url'] ?? null,
      keyserver: flags['find-keys'] ? flags.keyserver : null,
      typed: typed([], flags),
      userAgent: this.config.userAgent,
    });
  }
}

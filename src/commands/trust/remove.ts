import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';

export default class TrustRemove extends BaseCommand {
  static override summary = 'Take back who may sign a project, or one of their keys.';
  static override examples = ['<%= config.bin %> trust remove demo'];
  static override args = {
    project: Args.string({ required: true, description: 'Name of the project, or the pattern that was pinned.' }),
  };
  static override flags = {
    fingerprint: Flags.string({ summary: 'Only this key.', helpValue: 'FPR', helpGroup: 'TRUST' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TrustRemove);
    const { removeTrust } = await import('../../cli/trust-flow.ts');
    await removeTrust(args.project, flags.fingerprint ?? null, flags.json);
  }
}

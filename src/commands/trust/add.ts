import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { indexFlags, keySourceFlags } from '../../cli/flags.ts';
import { typed } from '../../cli/typed.ts';

export default class TrustAdd extends BaseCommand {
  static override summary = 'Decide who may sign a project: see what speaks for the key, and answer once.';
  static override description =
    'Shows which releases name the key and since when, and who else has it; writes pysign.trust.toml and the key ' +
    'beside it. What the index says, and what the key says of itself, is shown and proves nothing. Without a terminal ' +
    'it needs --fingerprint.';
  static override examples = [
    '<%= config.bin %> trust add demo',
    '<%= config.bin %> trust add demo --keys-url https://example.org/KEYS',
    '<%= config.bin %> trust add demo --fingerprint 05FD9FA16CF757350D91A560235AE5F129F9ED98 --key-file author.asc',
  ];
  static override args = {
    project: Args.string({ required: true, description: 'Name of the project, or a pattern such as "acme-*".' }),
  };
  static override flags = {
    fingerprint: Flags.string({
      summary: 'The key, by its full primary fingerprint.',
      helpValue: 'FPR',
      helpGroup: 'TRUST',
    }),
    address: Flags.string({
      summary: "The author's e-mail address, which you know from elsewhere: its web key directory is asked.",
      helpValue: 'ADDRESS',
      helpGroup: 'TRUST',
    }),
    version: Flags.string({ summary: 'Only for these versions: ">=1.0, <2".', helpValue: 'RANGE', helpGroup: 'TRUST' }),
    reason: Flags.string({ summary: 'Why, for whoever reviews it.', helpValue: 'TEXT', helpGroup: 'TRUST' }),
    ...keySourceFlags,
    ...indexFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TrustAdd);
    const { addTrust } = await import('../../cli/trust-add.ts');
    await addTrust({
      project: args.project,
      fingerprint: flags.fingerprint ?? null,
      keysUrl: flags['keys-url'] ?? null,
      address: flags.address ?? null,
      versions: flags.version ?? null,
      reason: flags.reason ?? null,
      keyserver: flags['find-keys'] ? flags.keyserver : null,
      typed: typed([], flags),
      userAgent: this.config.userAgent,
    });
  }
}

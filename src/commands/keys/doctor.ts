import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { keySourceFlags } from '../../cli/flags.ts';

const { 'key-file': keyFile, keyserver, 'find-keys': findKeys } = keySourceFlags;

export default class KeysDoctor extends BaseCommand {
  static override summary = 'What verifiers will say of a key, why, where it is published, and what mends it.';
  static override examples = ['<%= config.bin %> keys doctor', '<%= config.bin %> keys doctor --key-file author.asc'];
  static override args = {
    key: Args.string({ required: false, description: 'Fingerprint or address. Default: the key that signs.' }),
  };
  static override flags = { 'key-file': keyFile, keyserver, 'find-keys': findKeys };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(KeysDoctor);
    const { examineKey } = await import('../../cli/keys-doctor.ts');
    await examineKey({
      key: args.key ?? null,
      keyFile: flags['key-file'] ?? null,
      keyserver: flags['find-keys'] ? flags.keyserver : null,
      json: flags.json,
      userAgent: this.config.userAgent,
    });
  }
}

import { Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';

export default class KeysNew extends BaseCommand {
  static override summary = 'Make a signing key: Ed25519, for signatures only, with an end, kept by gpg.';
  static override description =
    'What is not given is asked for, with your name and address in git proposed. Your pinentry asks for the passphrase.';
  static override examples = [
    '<%= config.bin %> keys new',
    '<%= config.bin %> keys new --name "Ada Example" --email ada@example.org --expires 18m',
  ];
  static override flags = {
    name: Flags.string({ summary: 'Your name, as everyone will read it in the key.', helpValue: 'NAME' }),
    email: Flags.string({ summary: 'Your e-mail address.', helpValue: 'ADDRESS' }),
    expires: Flags.string({ summary: 'How long it is valid: 2y, 18m, 12w, 90d. Default: 2y', helpValue: 'TIME' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(KeysNew);
    const { newKey } = await import('../../cli/keys-flow.ts');
    const wish = { name: flags.name ?? null, address: flags.email ?? null, lifetime: flags.expires ?? null };
    await newKey(wish, flags.json);
  }
}

import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { credentialFlags, projectFlag } from '../cli/credential-flags.ts';
import { whichIndexFlags } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Login extends BaseCommand {
  static override summary = "Keep the token of an index in this system's key chain, where releases find it.";
  static override description =
    'On Linux and macOS the entries are those of twine and uv: what one stored the others find. Nothing is sent.';
  static override examples = [
    '<%= config.bin %> login',
    '<%= config.bin %> login --repository testpypi --password-stdin < token.txt',
    '<%= config.bin %> login --project demo',
    '<%= config.bin %> login --check',
  ];
  static override flags = {
    ...whichIndexFlags,
    ...projectFlag,
    check: Flags.boolean({ summary: 'Say what would be used and what its token may do; change nothing.' }),
    ...credentialFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Login);
    const { checkLogin, login } = await import('../cli/login-flow.ts');
    await (flags.check ? checkLogin : login)(typed([], flags), flags.project ?? null);
  }
}

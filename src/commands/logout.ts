import { BaseCommand } from '../cli/base-command.ts';
import { projectFlag, usernameFlag } from '../cli/credential-flags.ts';
import { whichIndexFlags } from '../cli/flags.ts';
import { typed } from '../cli/typed.ts';

export default class Logout extends BaseCommand {
  static override summary = "Take the secrets of an index out of this system's key chain.";
  static override examples = ['<%= config.bin %> logout', '<%= config.bin %> logout --project demo'];
  static override flags = { ...whichIndexFlags, ...projectFlag, ...usernameFlag };

  async run(): Promise<void> {
    const { flags } = await this.parse(Logout);
    const { logout } = await import('../cli/login-flow.ts');
    await logout(typed([], flags), flags.project ?? null);
  }
}

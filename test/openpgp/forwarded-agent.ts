import { spawnSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Author, GnupgHome } from '../fixtures/gnupg.ts';

/** `redirect`: a text file of GnuPG's own; `symlink`: what `ssh -R` leaves, the path being the socket itself. */
export type WayThere = 'redirect' | 'symlink';

/** A second machine: the author's public key, and at the place of the agent the restricted socket of the first machine. */
export function useForwardedAgent(author: Author, way: WayThere): { readonly gnupg: GnupgHome } {
  let made: GnupgHome | null = null;
  before(() => {
    made = new GnupgHome();
    made.gpg(['--import'], Buffer.from(author.publicKey()));
    spawnSync('gpgconf', ['--launch', 'gpg-agent'], { env: author.env });
    spawnSync('gpgconf', ['--kill', 'gpg-agent'], { env: made.env });
    const [from, to] = [author.gnupg.socket('agent-extra-socket'), made.socket('agent-socket')];
    rmSync(to, { force: true });
    if (way === 'symlink') symlinkSync(from, to);
    else writeFileSync(to, `%Assuan%\nsocket=${from}\n`);
  });
  after(() => made?.dispose());
  return {
    get gnupg() {
      if (made === null) throw new Error('the second machine exists only while the tests run');
      return made;
    },
  };
}

import { readlink } from 'node:fs/promises';
import { isatty } from 'node:tty';
import type { HashName } from '../content.ts';
import { isSystemError, PysignError, reasonOf } from '../errors.ts';
import { agentFailure } from './agent-failure.ts';
import { agentSocket } from './agent-socket.ts';
import { AssuanConnection } from './assuan.ts';
import type { Environment, Gnupg } from './gpg.ts';
import { describeKey } from './key-description.ts';
import type { AgentSigningKey } from './signing-keys.ts';

/** A connection to the author's gpg-agent. It keeps the secret keys and talks to the person and to smartcards itself. */
export class GpgAgent {
  readonly #connection: AssuanConnection;

  private constructor(connection: AssuanConnection) {
    this.#connection = connection;
  }

  /**
   * Connects, and starts the agent if none runs.
   * @throws PysignError `AGENT_UNAVAILABLE`
   */
  static async connect(gnupg: Gnupg): Promise<GpgAgent> {
    const connection = await openOrLaunch(gnupg, await agentSocket(gnupg));
    // A forwarded agent forbids every OPTION and signs all the same; its own side knows where to ask.
    for (const option of await pinentryOptions(gnupg.env)) await connection.exchange([`OPTION ${option}`]);
    return new GpgAgent(connection);
  }

  /** Whether the agent can use the secret half; for a key on a card, whether it knows the card. */
  async has(keygrip: string): Promise<boolean> {
    return (await this.#connection.exchange([`HAVEKEY ${keygrip}`])).ok;
  }

  /**
   * Has a digest signed; the agent may ask the person for a passphrase or PIN, however long that takes.
   * @returns the signature as a canonical S-expression.
   * @throws PysignError `PASSPHRASE_WRONG` | `KEY_UNUSABLE` | `CANCELLED` | `AGENT_UNAVAILABLE`
   */
  async sign(key: AgentSigningKey, hash: HashName, digest: Uint8Array): Promise<Uint8Array> {
    const reply = await this.#connection.exchange([
      'RESET',
      `SIGKEY ${key.keygrip}`,
      describeKey(key),
      `SETHASH --hash=${hash} ${Buffer.from(digest).toString('hex').toUpperCase()}`,
      'PKSIGN',
    ]);
    if (!reply.ok) throw agentFailure(key.fingerprint, reply.code, reply.text);
    return reply.data;
  }

  close(): void {
    this.#connection.close();
  }
}

async function openOrLaunch(gnupg: Gnupg, socket: string): Promise<AssuanConnection> {
  try {
    return await AssuanConnection.open(socket);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ECONNREFUSED')) throw unavailable(socket, reasonOf(error));
  }
  const launch = await gnupg.gpgconf(['--launch', 'gpg-agent']);
  try {
    return await AssuanConnection.open(socket);
  } catch (error) {
    throw unavailable(socket, launch.stderr === '' ? reasonOf(error) : launch.stderr);
  }
}

function unavailable(socket: string, reason: string): PysignError {
  return new PysignError('AGENT_UNAVAILABLE', `gpg-agent cannot be reached at ${socket}`, {
    details: reason.split('\n').filter((line) => line !== ''),
    next: 'gpgconf --launch gpg-agent',
  });
}

/** What pinentry needs to find the person: the terminal, the screen and the language. */
async function pinentryOptions(env: Environment): Promise<readonly string[]> {
  const options = {
    ttyname: env['GPG_TTY'] ?? (await terminalOfInput()),
    ttytype: env['TERM'],
    display: env['DISPLAY'],
    xauthority: env['XAUTHORITY'],
    'lc-ctype': env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'],
  };
  const given = Object.entries(options).flatMap(([name, value]) => (isPlain(value) ? [`${name}=${value}`] : []));
  const wayland = env['WAYLAND_DISPLAY'];
  return isPlain(wayland) ? [...given, `putenv=WAYLAND_DISPLAY=${wayland}`] : given;
}

function isPlain(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value.length < 500 && !/\p{Cc}/u.test(value);
}

async function terminalOfInput(): Promise<string | undefined> {
  return isatty(0) ? readlink('/proc/self/fd/0').catch(() => undefined) : undefined;
}

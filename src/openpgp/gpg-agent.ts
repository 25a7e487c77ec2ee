import type { HashName } from '../content.ts';
import { isSystemError, PysignError, reasonOf } from '../errors.ts';
import { agentFailure } from './agent-failure.ts';
import { agentSocket } from './agent-socket.ts';
import { AssuanConnection } from './assuan.ts';
import { type Environment, type Gnupg, terminalOf } from './gpg.ts';
import { describeKey } from './key-description.ts';
import type { AskPassphrase } from './signer.ts';
import type { AgentSigningKey } from './signing-keys.ts';

/** A connection to the author's gpg-agent. It keeps the secret keys and talks to the person and to smartcards itself. */
export class GpgAgent {
  readonly #connection: AssuanConnection;
  readonly #askPassphrase: AskPassphrase | null;
  /** Keygrips whose passphrase the agent knew before this connection gave any. */
  readonly #knownBefore = new Map<string, boolean>();
  readonly #given = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  private constructor(connection: AssuanConnection, askPassphrase: AskPassphrase | null) {
    this.#connection = connection;
    this.#askPassphrase = askPassphrase;
  }

  /**
   * Connects, and starts the agent if none runs.
   * @param askPassphrase whom the agent shall ask instead of the pinentry ("loopback"); null leaves it to the pinentry.
   * @throws PysignError `AGENT_UNAVAILABLE`, also where the agent takes no passphrase from programs.
   */
  static async connect(gnupg: Gnupg, askPassphrase: AskPassphrase | null = null): Promise<GpgAgent> {
    const connection = await openOrLaunch(gnupg, await agentSocket(gnupg));
    // A forwarded agent forbids every OPTION and signs all the same; its own side knows where to ask.
    for (const option of await pinentryOptions(gnupg.env)) await connection.exchange([`OPTION ${option}`]);
    if (askPassphrase !== null) await askUs(connection);
    return new GpgAgent(connection, askPassphrase);
  }

  /** Whether the agent can use the secret half; for a key on a card, whether it knows the card. */
  async has(keygrip: string): Promise<boolean> {
    return (await this.#connection.exchange([`HAVEKEY ${keygrip}`])).ok;
  }

  /**
   * Has a digest signed; the agent may ask the person for a passphrase or PIN, however long that takes. A refusal is the
   * answer to all that waits behind it too: nobody is asked again, and no card counts a second wrong PIN.
   * @returns the signature as a canonical S-expression.
   * @throws PysignError `PASSPHRASE_WRONG` | `KEY_UNUSABLE` | `CANCELLED` | `AGENT_UNAVAILABLE`
   */
  async sign(key: AgentSigningKey, hash: HashName, digest: Uint8Array): Promise<Uint8Array> {
    const signature = this.#last.then(async () => this.#sign(key, hash, digest));
    this.#last = signature;
    // The next try is a new question.
    signature.catch(() => {
      if (this.#last === signature) this.#last = Promise.resolve();
    });
    return signature;
  }

  async #sign(key: AgentSigningKey, hash: HashName, digest: Uint8Array): Promise<Uint8Array> {
    const ask = this.#askPassphrase;
    if (ask !== null) await this.#rememberWhatItKnew(key.keygrip);
    let asked = false;
    const commands = [
      'RESET',
      `SIGKEY ${key.keygrip}`,
      describeKey(key),
      `SETHASH --hash=${hash} ${Buffer.from(digest).toString('hex').toUpperCase()}`,
      'PKSIGN',
    ];
    const reply = await this.#connection.exchange(commands, async (keyword, most) => {
      if (ask === null || keyword !== 'PASSPHRASE') return null;
      asked = true;
      const passphrase = await passphraseFor(key, ask, most);
      this.#given.add(key.keygrip);
      return passphrase;
    });
    if (!reply.ok) throw agentFailure(key, reply, asked);
    return reply.data;
  }

  /** The agent keeps a passphrase that it was given, and would sign for anyone on its socket: it forgets ours. */
  close(): void {
    this.#connection.close(() =>
      [...this.#given]
        .filter((keygrip) => this.#knownBefore.get(keygrip) !== true)
        .map((keygrip) => `CLEAR_PASSPHRASE --mode=normal ${keygrip}`),
    );
  }

  /** `KEYINFO` answers keygrip, type, serial number, card key, and then `1` where the passphrase is cached. */
  async #rememberWhatItKnew(keygrip: string): Promise<void> {
    if (this.#knownBefore.has(keygrip)) return;
    const reply = await this.#connection.exchange([`KEYINFO --data ${keygrip}`]);
    const fields = reply.ok ? Buffer.from(reply.data).toString('latin1').split(' ') : [];
    this.#knownBefore.set(keygrip, fields[4] === '1');
  }
}

async function passphraseFor(key: AgentSigningKey, ask: AskPassphrase, most: number | null): Promise<string> {
  const passphrase = (await ask(key)).reveal();
  const bytes = Buffer.byteLength(passphrase);
  if (most === null || bytes <= most) return passphrase;
  const message = `the passphrase for key ${key.fingerprint} has ${String(bytes)} bytes; gpg-agent takes ${String(most)}`;
  throw new PysignError('PASSPHRASE_WRONG', message, {
    next: 'type it into the pinentry, or give the key itself with --key-file',
  });
}

/** libgpg-error's number for what a restricted socket does not allow. */
const FORBIDDEN = 251;

async function askUs(connection: AssuanConnection): Promise<void> {
  const reply = await connection.exchange(['OPTION pinentry-mode=loopback']);
  if (reply.ok) return;
  connection.close();
  const details = [`gpg-agent: ${reply.text} (libgpg-error ${String(reply.code)})`];
  if (reply.code !== FORBIDDEN) {
    throw new PysignError('AGENT_UNAVAILABLE', 'gpg-agent is set to take no passphrase from programs', {
      details,
      next: 'remove no-allow-loopback-pinentry from gpg-agent.conf, then gpgconf --reload gpg-agent',
    });
  }
  const message =
    'a forwarded gpg-agent takes no passphrase from programs: loopback is impossible on its restricted socket';
  throw new PysignError('AGENT_UNAVAILABLE', message, {
    details,
    next: 'leave the passphrase out: the machine that has the key asks for it; or give the key with --key-file',
  });
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
    ttyname: (await terminalOf(env)) ?? undefined,
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

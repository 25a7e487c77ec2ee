import { type Credentials, withoutUserInformation } from '../credentials/credentials.ts';
import { chainServices, openKeyChain } from '../credentials/key-chain.ts';
import { readToken, type TokenShape } from '../credentials/macaroon.ts';
import { normaliseProject } from '../distributions/project-name.ts';
import { PysignError } from '../errors.ts';
import { loginDocument, loginText } from '../reports/login.ts';
import { askedCredentials, type CredentialTarget, indexCredentials } from './index-credentials.ts';
import { mayAskFor } from './may-ask.ts';
import { printNotice } from './notice.ts';
import { printDocument, printText } from './output.ts';
import { namedIndex } from './services.ts';
import type { Typed } from './typed.ts';

/**
 * Keeps one secret in the key chain, where a release finds it. Nothing is sent to the index.
 * @param project for which alone it is kept; null for all of that index
 * @throws PysignError `CREDENTIALS_MISSING` where nobody can be asked; `USAGE` for what no index could accept
 */
export async function login(typed: Typed, project: string | null): Promise<void> {
  const target = targetOf(typed, project);
  const isGiven = typed.passwordStdin || typed.passwordFile !== null;
  const credentials = isGiven ? await indexCredentials(typed, {}, target) : await asked(typed, target);
  if (credentials === null) throw nobodyToAsk();
  const service = serviceOf(target);
  await openKeyChain(process.env).store(service, credentials.username, credentials.password);
  show(typed, { service, credentials, token: shapeOf(credentials) });
}

/** What a release would send to this index, as far as it can be known here. @throws PysignError `CREDENTIALS_MISSING` */
export async function checkLogin(typed: Typed, project: string | null): Promise<void> {
  const target = targetOf(typed, project);
  const credentials = await indexCredentials({ ...typed, nonInteractive: true }, process.env, target);
  if (credentials === null) {
    throw new PysignError('CREDENTIALS_MISSING', `there are no credentials for ${target.url.host}`, {
      next: 'pysign login',
    });
  }
  show(typed, { service: serviceOf(target), credentials, token: shapeOf(credentials) });
}

/** @throws PysignError `CREDENTIALS_MISSING` where the key chain has nothing to forget; `ENVIRONMENT` */
export async function logout(typed: Typed, project: string | null): Promise<void> {
  const target = targetOf(typed, project);
  const chain = openKeyChain(process.env);
  const [service = '', ...others] = chainServices(target.url, target.project);
  // Of a project its own entry, never the one that serves all projects.
  const services = target.project === null ? [service, ...others] : [service];
  const found = await chain.find(services, typed.username);
  const names = found.chain === 'answered' ? found.entries.map(({ username }) => username) : [];
  const removed = await Promise.all(names.flatMap((name) => services.map(async (each) => chain.remove(each, name))));
  if (!removed.includes(true)) {
    throw new PysignError('CREDENTIALS_MISSING', `the key chain has nothing for ${service}`, {
      next: 'pysign login --check',
    });
  }
  if (typed.json)
    printDocument({ schemaVersion: 1, command: 'logout', exitCode: 0, service, usernames: names, ...nothingWrong });
  else printText(`forgot ${names.join(', ')} of ${service}`);
}

/** What was typed once and worked is worth keeping, if the person thinks so. A failure costs nothing. */
export async function offerToKeep(credentials: Credentials, { url }: CredentialTarget): Promise<void> {
  const { askYesNo } = await import('../ui/key-prompt.ts');
  if (!(await askYesNo('Keep it in the key chain of this system, for next time?'))) return;
  const [service = ''] = chainServices(withoutUserInformation(url), null);
  try {
    await openKeyChain(process.env).store(service, credentials.username, credentials.password);
    printNotice(`kept for ${service}; forget it with: pysign logout`);
  } catch (error) {
    if (!(error instanceof PysignError)) throw error;
    printNotice(`not kept: ${error.message}`);
  }
}

const nothingWrong = { warnings: [], error: null };

function targetOf(typed: Typed, project: string | null): CredentialTarget {
  const { repository, url } = namedIndex(typed, process.env);
  const name = project === null ? null : normaliseProject(project);
  return { repository, url: withoutUserInformation(url), project: name };
}

async function asked(typed: Typed, target: CredentialTarget): Promise<Credentials> {
  if (!mayAskFor(typed, process.env)) throw nobodyToAsk();
  return askedCredentials(typed, {}, { ...target, repository: { ...target.repository, credentials: null } });
}

function serviceOf({ url, project }: CredentialTarget): string {
  return chainServices(url, project)[0] ?? url.href;
}

/** Only a token says something of itself. */
function shapeOf({ password }: Credentials): TokenShape | null {
  return readToken(password.reveal());
}

interface Shown {
  readonly service: string;
  readonly credentials: Credentials;
  readonly token: TokenShape | null;
}

function show({ json }: Typed, { service, credentials, token }: Shown): void {
  const { username, source } = credentials;
  const result = { service, username, source, token };
  if (json) printDocument(loginDocument(result));
  else printText(loginText(result));
}

function nobodyToAsk(): PysignError {
  return new PysignError('CREDENTIALS_MISSING', 'there is no terminal to ask for the secret on', {
    next: 'pysign login --password-stdin < FILE',
  });
}

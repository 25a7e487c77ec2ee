import { homedir } from 'node:os';
import { fullFingerprint } from '../config/values.ts';
import { normaliseProject } from '../distributions/project-name.ts';
import { PysignError } from '../errors.ts';
import { trustListDocument, trustListText } from '../reports/trust-list.ts';
import { withoutPin } from '../trust-file/change-trust.ts';
import { inOrder } from '../trust-file/render-trust-file.ts';
import { openTrust, removeKey, writeTrust } from '../trust-file/trust-store.ts';
import { styleFor } from '../ui/terminal.ts';
import { printDocument, printText } from './output.ts';

export function listTrust(json: boolean): void {
  const { name, file } = openTrust(process.cwd(), homedir());
  const shown = { trustFile: name, file: inOrder(file), now: new Date() };
  if (json) printDocument(trustListDocument(shown));
  else printText(trustListText(shown, styleFor(process.stdout)));
}

/** @param fingerprint the one key to take back; null for the whole pin. */
export async function removeTrust(written: string, fingerprint: string | null, json: boolean): Promise<void> {
  const project = normaliseProject(written);
  const whole = fingerprint === null ? null : fullFingerprint(fingerprint);
  if (fingerprint !== null && whole === null) {
    throw new PysignError('USAGE', `${fingerprint} is no full fingerprint`, { next: 'pysign trust list' });
  }
  const store = openTrust(process.cwd(), homedir());
  const file = withoutPin(store.file, project, whole);
  const before = new Set(store.file.pins.flatMap(({ openpgp }) => openpgp));
  const after = new Set(file.pins.flatMap(({ openpgp }) => openpgp));
  const gone = [...before].filter((each) => !after.has(each));
  await writeTrust(store, file);
  for (const each of gone) await removeKey(store, each);
  const document = { project, fingerprint: whole, removedKeys: gone, trustFile: store.name, warnings: [], error: null };
  if (json) printDocument({ schemaVersion: 1, command: 'trust remove', exitCode: 0, ...document });
  else
    printText(`${whole ?? 'nobody'} ${whole === null ? 'is' : 'is no longer'} pinned for ${project} in ${store.name}`);
}

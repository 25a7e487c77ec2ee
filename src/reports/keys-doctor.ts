import type { Certificate } from '../openpgp/certificate.ts';
import type { KeyOutlook } from '../openpgp/key-outlook.ts';
import type { Opinion } from '../openpgp/verifier-opinions.ts';
import { onOneLine } from './key-rows.ts';
import type { Style } from './style.ts';
import { wrapped } from './text-width.ts';

/** Something beside the verifiers' opinions. */
export interface Remark {
  /** A sentence without its full stop. */
  readonly what: string;
  readonly grave: boolean;
  /** The command that mends it; null where there is nothing to mend. */
  readonly mend: string | null;
}

export interface ExaminedKey {
  readonly certificate: Certificate;
  readonly outlook: KeyOutlook;
  readonly opinions: readonly Opinion[];
  readonly remarks: readonly Remark[];
}

/** What `pysign keys doctor --json` prints. */
export function doctorDocument(examined: ExaminedKey, exitCode: number): object {
  const { certificate, outlook, opinions } = examined;
  return {
    schemaVersion: 1,
    command: 'keys doctor',
    exitCode,
    fingerprint: certificate.fingerprint,
    signingFingerprint: outlook.signing,
    userIds: certificate.userIds,
    ends: outlook.ends?.toISOString() ?? null,
    opinions,
    remarks: [...endRemark(examined), ...examined.remarks],
    mend: mendingCommands(examined),
    warnings: [],
    error: null,
  };
}

/** Each verifier in a line with its reasons, then what else is to be said, and the commands that mend it. */
export function doctorText(examined: ExaminedKey, style: Style): string {
  const { certificate, opinions, remarks } = examined;
  const mend = mendingCommands(examined);
  return [
    certificate.fingerprint,
    ...certificate.userIds.slice(0, MOST_USER_IDS).flatMap((userId) => indented(userId, style)),
    ...opinions.flatMap((opinion) => opinionLines(opinion, style)),
    ...[...endRemark(examined), ...remarks].flatMap((remark) => remarkLines(remark, style)),
    ...mend.map((command) => `next: ${command}`),
  ].join('\n');
}

const MOST_USER_IDS = 5;

function opinionLines({ by, accepts, reasons }: Opinion, style: Style): readonly string[] {
  const mark = !accepts ? style.bad('✘') : reasons.length > 0 ? style.warning('!') : style.good('✔');
  return [
    `  ${mark} ${by} ${accepts ? 'accepts' : 'refuses'} its signatures`,
    ...reasons.flatMap((reason) => indented(reason, style)),
  ];
}

function remarkLines({ what, grave, mend }: Remark, style: Style): readonly string[] {
  const mark = grave ? style.warning('!') : mend === null ? style.good('✔') : style.dim('-');
  const [first = '', ...others] = wrapped(onOneLine(what), style.columns - 4);
  return [`  ${mark} ${first}`, ...others.map((line) => `    ${line}`)];
}

function indented(text: string, style: Style): readonly string[] {
  return wrapped(onOneLine(text), style.columns - 6).map((line) => `      ${line}`);
}

function endRemark({ outlook: { ends }, certificate, outlook }: ExaminedKey): readonly Remark[] {
  if (ends === null) return [];
  const what = `its signing part ends on ${ends.toISOString().slice(0, 10)}`;
  return [{ what, grave: true, mend: renewal(certificate.fingerprint, outlook.signing) }];
}

/** A new self-signature, and with it a new end; for a subkey its binding too. */
function renewal(fingerprint: string, signing: string): string {
  const renew = `gpg --cert-digest-algo SHA256 --quick-set-expire ${fingerprint} 2y`;
  return signing === fingerprint ? renew : `${renew} && ${renew} ${signing}`;
}

function mendingCommands(examined: ExaminedKey): readonly string[] {
  const { opinions, remarks, certificate, outlook } = examined;
  const reasons = opinions.flatMap((opinion) => (opinion.accepts ? [] : opinion.reasons));
  const renewed = reasons.some((reason) => reason.includes('self-signature') || reason.includes('expired'));
  const replaced = reasons.some((reason) => /refuses? (?!.*self-signatures).*(?:keys|curve)|revoked/u.test(reason));
  const commands = [
    ...(replaced ? ['pysign keys new'] : []),
    ...(renewed && !replaced ? [renewal(certificate.fingerprint, outlook.signing)] : []),
    ...[...endRemark(examined), ...remarks].flatMap(({ mend }) => mend ?? []),
  ];
  return [...new Set(commands)];
}

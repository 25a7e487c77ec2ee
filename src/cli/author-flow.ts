import { writeAtomically } from '../atomic-write.ts';
import { TYPED } from '../credentials/find.ts';
import { cancelled, PysignError } from '../errors.ts';
import { titleOf } from '../indexes/known-indexes.ts';
import { confirmPublished, type PublishedRelease } from '../release/confirm-published.ts';
import { exitCodeOf, fileProblems, problemsOf } from '../release/problems.ts';
import type { Receipt } from '../release/receipt.ts';
import { confirm, release, signAndUpload, upload } from '../release/release.ts';
import { failedReceiptDocument, type ReceiptDocument, receiptDocument } from '../reports/receipt-document.ts';
import { receiptText } from '../reports/receipt-text.ts';
import { styleFor } from '../ui/terminal.ts';
import { documentText, printDocument, printFailure, printText } from './output.ts';
import type { Surroundings } from './services.ts';
import type { Typed } from './typed.ts';
import { type Flow, runWithCredentials } from './with-credentials.ts';
import { progressFor } from './progress-choice.ts';

export async function releaseForReal(typed: Typed, userAgent: string): Promise<void> {
  await runFlow(release, typed, realWorld(userAgent));
}

/** @param sign what is not signed yet */
export async function uploadOnly(typed: Typed, userAgent: string, sign: boolean): Promise<void> {
  await runFlow(sign ? signAndUpload : upload, typed, realWorld(userAgent));
}

/** Of files on disk, or of `PROJECT==VERSION` as the index has it. */
export async function confirmOnly(typed: Typed, userAgent: string): Promise<void> {
  const [named] = typed.files;
  const published = typed.files.length === 1 ? publishedRelease(named ?? '') : null;
  if (published === null) return runFlow(confirm, typed, realWorld(userAgent));
  return runFlow(
    async (request, services) => confirmPublished(published, request, services),
    typed,
    realWorld(userAgent),
  );
}

function publishedRelease(text: string): PublishedRelease | null {
  const groups = /^(?<project>[A-Za-z0-9][\w.-]*)==(?<version>[^=\s]+)$/u.exec(text)?.groups;
  const { project, version } = { project: '', version: '', ...groups };
  return groups === undefined ? null : { project, version };
}

/** The same release, on copies, against an index that lives as long as the command. */
export async function rehearse(typed: Typed, userAgent: string): Promise<void> {
  const { startRehearsal } = await import('./rehearsal.ts');
  const rehearsal = await startRehearsal(typed, process.env);
  try {
    await runFlow(release, rehearsal.typed, { environment: rehearsal.environment, userAgent, indexName: 'rehearsal' });
    if (!typed.json) printText('rehearsal: nothing left this machine, and nothing was written beside your files');
  } finally {
    await rehearsal.end();
  }
}

function realWorld(userAgent: string): Surroundings {
  return { environment: process.env, userAgent, indexName: null };
}

async function runFlow(flow: Flow, typed: Typed, surroundings: Surroundings): Promise<void> {
  const progress = await progressFor(typed);
  const leave = async (): Promise<void> => writeFailure(flow, typed, cancelled('the run'));
  const { receipt, credentials, target } = await runWithCredentials(flow, typed, surroundings, progress, leave).catch(
    async (error: unknown) => {
      if (error instanceof PysignError) await writeFailure(flow, typed, error);
      throw error;
    },
  );
  const exitCode = exitCodeOf(receipt);
  const problems = problemsOf(receipt);
  process.exitCode = exitCode;
  const decisive = problems.find((problem) => problem.exitCode === exitCode) ?? null;
  const document = receiptDocument(receipt, exitCode, decisive, credentials?.source ?? null);
  if (typed.receipt !== null) await writeAtomically(typed.receipt, documentText(document));
  present(typed, receipt, document, problems);
  // What was left waiting for an answer would keep the program alive.
  if (receipt.interrupted) process.exit(exitCode);
  const isTyped = credentials?.source === TYPED && exitCode === 0 && receipt.wouldSend === null && !typed.noKeyring;
  if (isTyped && !typed.json) {
    const { offerToKeep } = await import('./login-flow.ts');
    await offerToKeep(credentials, target);
  }
}

function present({ json }: Typed, receipt: Receipt, document: ReceiptDocument, problems: readonly PysignError[]): void {
  if (json) {
    printDocument(document);
    return;
  }
  printText(
    receiptText({
      receipt,
      title: titleOf(receipt.server),
      problemsOf: (file) => fileProblems(file, receipt),
      style: styleFor(process.stdout),
    }),
  );
  for (const problem of distinct(problems)) printFailure(problem);
}

/** A receipt that was asked for never tells of an older run. */
async function writeFailure(flow: Flow, { receipt }: Typed, error: PysignError): Promise<void> {
  if (receipt === null) return;
  const command = flow === release ? 'release' : flow === upload || flow === signAndUpload ? 'upload' : 'confirm';
  await writeAtomically(receipt, documentText(failedReceiptDocument(command, error)));
}

/** One failure of the index can be the fate of forty files: it is said once. */
function distinct(problems: readonly PysignError[]): PysignError[] {
  return [...new Map(problems.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
}

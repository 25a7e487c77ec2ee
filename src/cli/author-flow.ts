import { writeAtomically } from '../atomic-write.ts';
import { TYPED } from '../credentials/find.ts';
import { cancelled, PysignError } from '../errors.ts';
import { confirmPublished, type PublishedRelease } from '../release/confirm-published.ts';
import { confirm, release, signAndUpload, upload } from '../release/release.ts';
import { failedReceiptDocument } from '../reports/receipt-document.ts';
import { documentText, printDocument, printText } from './output.ts';
import { documentOf, printReceipt } from './receipt-output.ts';
import type { Surroundings } from './services.ts';
import type { Typed } from './typed.ts';
import { type Flow, runWithCredentials } from './with-credentials.ts';
import { progressFor } from './progress-choice.ts';

export async function releaseForReal(typed: Typed, userAgent: string): Promise<void> {
  await releaseOneOrAll(typed, realWorld(userAgent));
}

async function releaseOneOrAll(typed: Typed, surroundings: Surroundings): Promise<void> {
  if (!typed.allProjects) return runFlow(release, typed, surroundings);
  const { releaseAllProjects } = await import('./projects-flow.ts');
  return releaseAllProjects(typed, surroundings);
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
    const { environment } = rehearsal;
    await releaseOneOrAll(rehearsal.typed, { environment, userAgent, indexName: 'rehearsal' });
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
  const document = documentOf(receipt, credentials?.source ?? null);
  process.exitCode = document.exitCode;
  if (typed.receipt !== null) await writeAtomically(typed.receipt, documentText(document));
  if (typed.json) printDocument(document);
  else printReceipt(receipt);
  // What was left waiting for an answer would keep the program alive.
  if (receipt.interrupted) process.exit(document.exitCode);
  const wasGood = document.exitCode === 0 && receipt.wouldSend === null;
  if (credentials?.source === TYPED && wasGood && !typed.noKeyring && !typed.json) {
    const { offerToKeep } = await import('./login-flow.ts');
    await offerToKeep(credentials, target);
  }
}

/** A receipt that was asked for never tells of an older run. */
async function writeFailure(flow: Flow, { receipt }: Typed, error: PysignError): Promise<void> {
  if (receipt === null) return;
  const command = flow === release ? 'release' : flow === upload || flow === signAndUpload ? 'upload' : 'confirm';
  await writeAtomically(receipt, documentText(failedReceiptDocument(command, error)));
}

import { asFailure } from '../preflight/failures.ts';
import { check } from '../release/check.ts';
import { checkDocument, checkText } from '../reports/check.ts';
import { styleFor } from '../ui/terminal.ts';
import { printDocument, printText } from './output.ts';
import { progressFor } from './progress-choice.ts';
import { buildRequest, buildServices } from './services.ts';
import type { Typed } from './typed.ts';

export async function checkOnly(typed: Typed, userAgent: string): Promise<void> {
  const progress = await progressFor({ json: typed.json, quiet: true });
  const surroundings = { environment: process.env, userAgent, indexName: null };
  const services = buildServices(typed, surroundings, progress);
  const report = await check(await buildRequest(typed, surroundings), services);
  const failure = asFailure(report.findings);
  process.exitCode = failure?.exitCode ?? 0;
  if (typed.json) printDocument(checkDocument(report, failure));
  else printText(checkText(report, styleFor(process.stdout)));
}

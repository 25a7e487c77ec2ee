import { asFailure } from '../preflight/failures.ts';
import { check } from '../release/check.ts';
import { checkDocument, checkText } from '../reports/check.ts';
import { styleFor } from '../ui/terminal.ts';
import { printDocument, printText } from './output.ts';
import { indexCredentials } from './index-credentials.ts';
import { buildRequest, buildServices, credentialTarget } from './services.ts';
import type { Typed } from './typed.ts';

export async function checkOnly(typed: Typed, userAgent: string): Promise<void> {
  const { env: environment } = process;
  const surroundings = { environment, userAgent, indexName: null };
  const credentials = await indexCredentials(typed, environment, await credentialTarget(typed, environment));
  const silent = { tell: () => undefined };
  const services = buildServices(typed, surroundings, credentials, silent, new AbortController().signal);
  const report = await check(await buildRequest(typed, surroundings), services);
  const failure = asFailure(report.findings);
  process.exitCode = failure?.exitCode ?? 0;
  if (typed.json) printDocument(checkDocument(report, failure));
  else printText(checkText(report, styleFor(process.stdout)));
}

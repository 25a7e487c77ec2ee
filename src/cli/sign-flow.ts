import { collect } from '../distributions/collect.ts';
import { signAll } from '../release/sign.ts';
import { signedDocument, signedText } from '../reports/signed.ts';
import { styleFor } from '../ui/terminal.ts';
import { printDocument, printText } from './output.ts';
import { progressFor } from './progress-choice.ts';
import { buildKeys, filesOf } from './services.ts';
import type { Typed } from './typed.ts';

export async function signOnly(typed: Typed, replace: boolean): Promise<void> {
  const progress = await progressFor(typed);
  const services = buildKeys(typed, process.env);
  try {
    const files = await collect(await filesOf(typed));
    const signer = await services.openSigner(Promise.resolve());
    try {
      const signed = await signAll(files.distributions, signer, replace, progress);
      const result = { project: files.project, version: files.version, key: signer.key, signed };
      progress.done();
      if (typed.json) printDocument(signedDocument(result));
      else printText(signedText(result, styleFor(process.stdout)));
    } finally {
      signer.close();
    }
  } finally {
    progress.done();
  }
}

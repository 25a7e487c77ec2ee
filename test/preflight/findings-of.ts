import { collect } from '../../src/distributions/collect.ts';
import { ContentsReader } from '../../src/distributions/contents-threads.ts';
import type { Rendering } from '../../src/preflight/description-rules.ts';
import type { Finding } from '../../src/preflight/finding.ts';
import { inspectAll } from '../../src/release/inspect.ts';

/** What PyPI would say to a file, each as `severity rule`; descriptions are not rendered. */
export async function pypiOn(path: string): Promise<readonly string[]> {
  return briefly(await allOn(path, { rendered: 'yes' }));
}

export async function allOn(path: string, rendering: Rendering): Promise<readonly Finding[]> {
  const { distributions } = await collect([path]);
  return inspectAll(distributions, { render: async () => Promise.resolve(rendering) }, new ContentsReader());
}

/** What any index would get to hear. */
export async function elsewhereOn(path: string): Promise<readonly string[]> {
  return briefly(await inspectAll((await collect([path])).distributions, null, new ContentsReader()));
}

export function briefly(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, rule }) => `${severity} ${rule}`);
}

import type { IndexServer } from '../indexes/index-server.ts';
import type { RulesOf } from './inspect.ts';
import type { ReleaseServices } from './services.ts';

/** The two that run Warehouse. */
export function isPypi({ software }: Pick<IndexServer, 'software'>): boolean {
  return software === 'pypi' || software === 'testpypi';
}

/** An index that could not be recognised keeps to no rules that we know. */
export function rulesOf(server: IndexServer | null, { renderReStructuredText: render }: ReleaseServices): RulesOf {
  return server !== null && isPypi(server) ? { render } : null;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as unset, as CI systems leave them. */
export function given(environment: Environment, name: string): string | null {
  const value = environment[name];
  return value === undefined || value === '' ? null : value;
}

import { type Environment, given } from '../config/environment.ts';
import type { Typed } from './typed.ts';

/** Whether a person sits there who can be asked; never where the output is for a program. */
export function mayAsk(json: boolean): boolean {
  return !json && process.stdin.isTTY && process.stderr.isTTY;
}

/** The same, where a person can say that nothing is to be asked. */
export function mayAskFor({ json, nonInteractive }: Pick<Typed, 'json' | 'nonInteractive'>, env: Environment): boolean {
  return !nonInteractive && !isOn(env, 'TWINE_NON_INTERACTIVE') && mayAsk(json);
}

/** As twine reads its own. */
export function isOn(environment: Environment, name: string): boolean {
  const value = given(environment, name);
  return value !== null && !['0', 'false', 'no', 'off'].includes(value.trim().toLowerCase());
}

import { isPrivateAddress } from './address.ts';

/** What the door takes from the world around it; other values are for tests. */
export interface Surroundings {
  readonly limits: TimeLimits;
  /** Whether an IP address belongs to a private network or this machine. */
  readonly isPrivate: (address: string) => boolean;
}

/** Milliseconds, but for the speed. */
interface TimeLimits {
  readonly connect: number;
  /** Nothing moves on the connection, or nothing is answered after the last byte was sent. */
  readonly idle: number;
  /** A whole answer that is kept in memory; a server could feed us a byte a minute. */
  readonly read: number;
  /** Bytes a second below which an upload is given up in the end: together with `read` it limits the whole of one. */
  readonly slowest: number;
}

export const usualSurroundings: Surroundings = {
  limits: { connect: 10_000, idle: 60_000, read: 300_000, slowest: 8192 },
  isPrivate: isPrivateAddress,
};

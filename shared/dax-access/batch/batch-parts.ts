import type { Clock } from '../calls/clock';
import type { Engine } from '../calls/engine';
import type { KeyNames } from '../stale/key-names';

export interface BatchParts {
  readonly engine: Pick<Engine, 'call'>;
  readonly keyNames: KeyNames;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadlineMs: number;
  /** Requests of one batch at a time. */
  readonly parallel: number;
}

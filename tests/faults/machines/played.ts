import type { ReplaceFlow } from '../../../shared/replace/ports';
import type { Reviewing } from '../../../shared/review';
import type { Cell } from '../fault-cells';
import type { HeldFault } from './strikes';

/** One schedule, played to its end. */
export interface Played {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly struck: readonly Cell[];
  readonly executions: number;
  /** What came of it, for the counts. */
  readonly outcomes: readonly string[];
  readonly log: readonly string[];
}

/** What a schedule of any machine is drawn with. */
export interface Schedule {
  readonly seed: number;
  readonly faults: readonly HeldFault[];
  /** Events of bad ends come twice. */
  readonly duplicateEvents?: boolean;
}

export interface PlayOptions {
  readonly log?: boolean;
  /** What the steps call, with one of their guards taken out. */
  readonly handOver?: (ports: ReplaceFlow) => ReplaceFlow;
  readonly review?: (ports: Reviewing) => Reviewing;
}

/** One schedule from its seed, on the machine's own definition with the real steps, in the time of a clock of its own. */
export type Play = (seed: number, options?: PlayOptions) => Promise<Played>;

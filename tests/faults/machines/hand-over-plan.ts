import type { Cell } from '../fault-cells';
import type { PlannedFault } from '../plan';
import { Random } from '../random';
import { cellsOf } from './cells';
import type { Schedule } from './played';

export const handOverCells = cellsOf('replace-cluster');

/** What is handed over, and what goes on around it. */
export interface HandOverPlan extends Schedule {
  readonly kind: 'introduce' | 'replace' | 'remove';
  readonly itemTtlMs: number;
  /** Read units of the table; few are raised, or make writes wait. */
  readonly tableUnits: number;
  readonly ifShort: 'raise' | 'held' | 'refuse';
  readonly processes: readonly PlannedProcess[];
  /** A client that follows no record and goes on sending to the old cluster until then; 0: none. */
  readonly stubbornUntilMs: number;
  /** Minutes from the first whose CPU datapoint is lost. */
  readonly lostMinutes: readonly number[];
  readonly creatingMs: number;
  readonly oldIsOurs: boolean;
  readonly stops: readonly { readonly execution: number; readonly afterMs: number }[];
  readonly more: readonly PlannedExecution[];
  /** Somebody asks for a look at the target. */
  readonly wakesAtMs: readonly number[];
  readonly random: Random;
}

export interface PlannedProcess {
  readonly joinsAtMs: number;
  /** Never, if absent. */
  readonly diesAtMs?: number;
  readonly pollMs: number;
  /** Its clock against that of everybody else. */
  readonly skewMs: number;
  /** How long what it began under an earlier record goes on. */
  readonly openMs: number;
}

/** An execution that somebody starts besides. */
export interface PlannedExecution {
  readonly atMs: number;
  readonly what: 'again' | 'stop' | 'delete-old' | 'delete-new';
}

const minuteMs = 60_000;

/** Schedule `seed`: the cells take turns. */
export function handOverPlan(seed: number): HandOverPlan {
  const random = new Random(seed);
  const focus = handOverCells[seed % handOverCells.length];
  if (focus === undefined) throw new Error('there are no cells');
  const kind = random.pick(['replace', 'replace', 'replace', 'introduce', 'remove'] as const);
  const isDelete = focus.state === 'Delete';
  const isRaised = focus.state === 'Capacity';
  return {
    seed,
    kind: isDelete || isRaised || focus.state === 'Create' ? 'replace' : kind,
    itemTtlMs: random.chance(0.15) ? 0 : 60_000,
    tableUnits: isRaised || random.chance(0.15) ? 10 : 40_000,
    ifShort: isRaised ? 'raise' : random.pick(['raise', 'raise', 'held', 'refuse'] as const),
    processes: Array.from({ length: random.between(1, 3) }, (_, index) => aProcess(random, index)),
    stubbornUntilMs: random.chance(0.12) ? random.between(1, 90) * minuteMs : 0,
    lostMinutes: Array.from({ length: random.pick([0, 0, 1, 2]) }, () => random.below(60)),
    creatingMs: random.between(1, 12) * minuteMs,
    oldIsOurs: random.chance(0.75),
    stops: Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, () => ({
      execution: random.below(3),
      afterMs: random.chance(0.3) ? random.below(10_000) : random.below(30 * minuteMs),
    })),
    more: Array.from({ length: isDelete ? 1 : random.pick([0, 0, 1, 2]) }, () => ({
      atMs: random.below(40 * minuteMs),
      what: random.pick(['again', 'stop', 'delete-old', 'delete-new'] as const),
    })),
    wakesAtMs: Array.from({ length: random.pick([0, 1, 2]) }, () => random.below(40 * minuteMs)),
    faults: [
      faultOf(random, focus, random.pick([0, 0, 1, 2, 5, 20])),
      ...Array.from({ length: random.pick([0, 0, 1, 2]) }, () =>
        faultOf(random, random.pick(handOverCells), random.pick([0, 1, 5, 20, 60])),
      ),
    ],
    random,
  };
}

function aProcess(random: Random, index: number): PlannedProcess {
  return {
    joinsAtMs: index === 0 || random.chance(0.7) ? 0 : random.below(30 * minuteMs),
    // The first one stays: a hand-over wants somebody who follows.
    ...(index > 0 && random.chance(0.3) ? { diesAtMs: random.below(40 * minuteMs) } : {}),
    pollMs: random.pick([2_000, 5_000, 5_000, 20_000]),
    skewMs: random.between(-4_000, 4_000),
    openMs: random.pick([0, 1_000, 10_000]),
  };
}

/** One that has an end; the longest outlasts a task's retries. */
function faultOf(random: Random, cell: Cell, skip: number): PlannedFault {
  return { cell, skip, count: cell.fault.kind === 'stop' ? 1 : random.pick([1, 1, 2, 3, 14]) };
}

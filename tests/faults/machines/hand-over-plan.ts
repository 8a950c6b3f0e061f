import { stageNames } from '../../../shared/handover/stages';
import type { Cell } from '../fault-cells';
import { Random } from '../random';
import { cellsOf } from './cells';
import { wayTo } from './hand-over-way';
import type { Schedule } from './played';
import type { HeldFault } from './strikes';

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
  /** Failures in a row that came before. */
  readonly crashes: number;
  /** Another execution has the account's turn from before until then; 0: nobody. */
  readonly turnHeldUntilMs: number;
  /** A person freezes the target meanwhile: an execution waits for the thaw, at most until its time-out. */
  readonly frozenMs?: { readonly from: number; readonly until: number };
  /** What a person had deleted is approved for deletion again. */
  readonly deletesAgain: boolean;
  readonly duplicateEvents: boolean;
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
  readonly what: 'again' | 'stop' | 'delete-old' | 'delete-new' | 'delete-left';
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Every other schedule goes straight to a cell, the one after it goes anywhere with the same cell on its way: the cells take turns in both. */
export function handOverPlan(seed: number): HandOverPlan {
  const random = new Random(seed);
  const focus = handOverCells[Math.floor(seed / 2) % handOverCells.length];
  if (focus === undefined) throw new Error('there are no cells');
  return seed % 2 === 0 ? straight(seed, random, focus) : anywhere(seed, random, focus);
}

/** Nothing else goes wrong than what the cell needs to be reached. */
function straight(seed: number, random: Random, focus: Cell): HandOverPlan {
  const { before = [], ...way } = wayTo(focus, handOverCells);
  return {
    seed,
    kind: 'replace',
    itemTtlMs: 60_000,
    tableUnits: 40_000,
    ifShort: 'refuse',
    processes: [{ joinsAtMs: 0, pollMs: 5_000, skewMs: random.between(-4_000, 4_000), openMs: 1_000 }],
    stubbornUntilMs: 0,
    lostMinutes: [],
    creatingMs: random.between(1, 12) * minuteMs,
    oldIsOurs: true,
    stops: [],
    more: [],
    wakesAtMs: [],
    crashes: 0,
    turnHeldUntilMs: 0,
    deletesAgain: false,
    duplicateEvents: false,
    ...way,
    faults: [...before, faultOf(random, focus, 0)],
    random,
  };
}

function anywhere(seed: number, random: Random, focus: Cell): HandOverPlan {
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
      what: random.pick(['again', 'stop', 'delete-old', 'delete-new', 'delete-left'] as const),
    })),
    wakesAtMs: Array.from({ length: random.pick([0, 1, 2]) }, () => random.below(40 * minuteMs)),
    crashes: random.chance(0.1) ? random.between(1, 4) : 0,
    turnHeldUntilMs: random.chance(0.1) ? random.below(20 * minuteMs) : 0,
    ...(random.chance(0.02) ? { frozenMs: { from: random.below(30 * minuteMs), until: 13 * hourMs } } : {}),
    deletesAgain: random.chance(0.1),
    duplicateEvents: random.chance(0.2),
    faults: [
      ...(random.chance(0.5)
        ? [faultOf(random, focus, random.pick([0, 0, 1, 2, 5, 20]))]
        : [{ ...faultOf(random, focus, random.pick([0, 0, 1])), stage: random.pick(stageNames) }]),
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
function faultOf(random: Random, cell: Cell, skip: number): HeldFault {
  return { cell, skip, count: cell.fault.kind === 'stop' ? 1 : random.pick([1, 1, 2, 3, 14]) };
}

import { cellText } from '../fault-cells';
import { cellsOf, type OtherMachine } from './cells';
import { playHandOver } from './hand-over';
import type { Play, Played } from './played';
import { playReview } from './review';

const plays: Readonly<Record<OtherMachine, Play>> = { 'replace-cluster': playHandOver, review: playReview };

export const playOf = (machine: OtherMachine): Play => plays[machine];

export interface MachineReport {
  readonly schedules: number;
  readonly executions: number;
  /** How often each end came. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Cells that struck at least once, `cellText`. */
  readonly struck: ReadonlySet<string>;
  readonly unstruck: readonly string[];
  readonly failures: readonly Played[];
}

export interface Watch {
  readonly tell?: (done: number, failed: number) => void;
  /** Asked before each schedule. */
  readonly isStopped?: () => boolean;
}

/** Schedules `first` to `first + count - 1`, one after the other. */
export async function runMachineInProcess(
  machine: OtherMachine,
  first: number,
  count: number,
  { tell = () => {}, isStopped = () => false }: Watch = {},
): Promise<MachineReport> {
  const struck = new Set<string>();
  const outcomes: Record<string, number> = {};
  const failures: Played[] = [];
  let executions = 0;
  let schedules = 0;
  for (let seed = first; seed < first + count && !isStopped(); seed += 1) {
    // Steps wait for promises alone: without this no signal would be heard before the end.
    if (seed % 20 === 0) await new Promise(setImmediate);
    schedules += 1;
    const played = await plays[machine](seed);
    executions += played.executions;
    for (const cell of played.struck) struck.add(cellText(cell));
    for (const outcome of played.outcomes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (played.violations.length > 0) failures.push(played);
    if (schedules % 100 === 0) tell(schedules, failures.length);
  }
  const unstruck = cellsOf(machine)
    .map(cellText)
    .filter((cell) => !struck.has(cell));
  return { schedules, executions, outcomes, struck, unstruck, failures };
}

import { allCells, cellText } from './fault-cells';
import type { Verdict } from './run-parts';
import { runSchedule } from './schedule-run';

export interface InProcessReport {
  /** Fewer than asked for if it was stopped. */
  readonly schedules: number;
  readonly executions: number;
  readonly changes: number;
  /** Schedules in which five crashes in a row froze a target; it was thawed before convergence was asked for. */
  readonly frozen: number;
  readonly cells: number;
  /** Cells of the matrix that struck at least once, `cellText`. */
  readonly struck: ReadonlySet<string>;
  readonly failures: readonly Verdict[];
}

export interface Watch {
  /** After each 500 schedules. */
  readonly tell?: (done: number, failed: number) => void;
  readonly isStopped?: () => boolean;
}

/** Schedules `first` to `first + count - 1`, one after the other. */
export async function runInProcess(
  first: number,
  count: number,
  { tell = () => {}, isStopped = () => false }: Watch = {},
): Promise<InProcessReport> {
  const struck = new Set<string>();
  const failures: Verdict[] = [];
  let [schedules, executions, changes, frozen] = [0, 0, 0, 0];
  for (let seed = first; seed < first + count && !isStopped(); seed += 1) {
    // Steps wait for promises alone: without this no signal would be heard before the end.
    if (seed % 20 === 0) await new Promise(setImmediate);
    const verdict = await runSchedule(seed);
    executions += verdict.executions;
    changes += verdict.changes;
    frozen += verdict.frozen ? 1 : 0;
    for (const cell of verdict.struck) struck.add(cellText(cell));
    if (verdict.violations.length > 0) failures.push(verdict);
    schedules += 1;
    if (schedules % 500 === 0) tell(schedules, failures.length);
  }
  return { schedules, executions, changes, frozen, cells: allCells().length, struck, failures };
}

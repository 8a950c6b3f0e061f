import { allCells, cellText } from './fault-cells';
import type { Verdict } from './run-parts';
import { runSchedule } from './schedule-run';

export interface InProcessReport {
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

/** Schedules `first` to `first + count - 1`, one after the other. */
export async function runInProcess(
  first: number,
  count: number,
  tell: (done: number, failed: number) => void = () => {},
): Promise<InProcessReport> {
  const struck = new Set<string>();
  const failures: Verdict[] = [];
  let [executions, changes, frozen] = [0, 0, 0];
  for (let seed = first; seed < first + count; seed += 1) {
    const verdict = await runSchedule(seed);
    executions += verdict.executions;
    changes += verdict.changes;
    frozen += verdict.frozen ? 1 : 0;
    for (const cell of verdict.struck) struck.add(cellText(cell));
    if (verdict.violations.length > 0) failures.push(verdict);
    if ((seed - first + 1) % 500 === 0) tell(seed - first + 1, failures.length);
  }
  return { schedules: count, executions, changes, frozen, cells: allCells().length, struck, failures };
}

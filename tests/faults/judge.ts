import type { DecisionRecord } from '../../shared/flow';
import { accountKey, asAccount, asTarget, type TargetItem, targetKey } from '../../shared/ledger';
import { holds } from '../protocol/forgetful';
import { type TargetName, targetNames } from './plan';
import type { Proc } from './run-parts';
import type { ScheduleRun } from './schedule-run';

/** Every execution that was not killed says what came of it, and what it decided is kept. */
export function judgeRecord(run: ScheduleRun, proc: Proc, record: DecisionRecord): void {
  if (typeof record.outcome !== 'string' || record.reasonCodes.length === 0) {
    run.violate(`no record of ${proc.arn}: ${JSON.stringify(record)}`);
    return;
  }
  if (record.warnings.includes('not-recorded')) return;
  for (const id of record.rounds) {
    const found = [...run.ledger.contents().values()].some((item) => item.decisionId === id);
    if (!found) run.violate(`no row of decision ${id} of ${proc.arn}`);
  }
}

/** Whoever acts holds the target. */
export function judgeOwners(run: ScheduleRun): void {
  for (const proc of run.procs) {
    if (proc.status !== 'RUNNING' || proc.machine !== 'rightsize' || proc.stop === undefined) continue;
    if (!holds(proc.stop)) continue;
    const { owner } = targetOf(run, proc.target);
    if (owner !== proc.arn) run.violate(`two owners: ${proc.arn} acts, but the owner is ${owner ?? 'nobody'}`);
  }
}

/** Nothing runs any more, and no schedule has come yet: every wake-up was looked at, or answered by a failure. */
export function judgeRest(run: ScheduleRun): void {
  for (const name of targetNames) {
    const { wakes, covered, excused } = run.resources[name];
    if (targetOf(run, name).frozen !== undefined) continue;
    for (let wake = covered + 1; wake <= wakes; wake += 1) {
      if (!excused.has(wake)) run.violate(`lost wake-up ${wake} of ${name}`);
    }
  }
}

/** Faults are over, and the schedule has looked. */
export function judgeEnd(run: ScheduleRun): void {
  const changing = turnOf(run);
  if (changing !== undefined) run.violate(`lock left: ${changing} has the account's turn`);
  for (const name of targetNames) {
    const { owner } = targetOf(run, name);
    if (owner !== undefined) run.violate(`lock left: ${owner} owns ${name}`);
    const { nodes, mode, need } = run.resources[name];
    if (nodes !== need.nodes || mode !== need.mode) {
      run.violate(`no convergence: ${name} has ${nodes} nodes, ${mode}; needed are ${need.nodes}, ${need.mode}`);
    }
  }
}

export function targetOf(run: ScheduleRun, name: TargetName): TargetItem {
  const { pk, sk } = targetKey(name);
  return asTarget(run.ledger.contents().get(`${pk} ${sk}`));
}

/** The execution that has the account's turn. */
export function turnOf(run: ScheduleRun): string | undefined {
  return asAccount(run.ledger.contents().get(`${accountKey.pk} ${accountKey.sk}`)).changing;
}

import type { DecideResult, DecisionRecord } from '../../../shared/flow';
import { recordIn } from '../../decision-record';
import type { Happening } from '../watch';
import type { LiveMinute } from './live-minute';

export interface AlarmChange {
  readonly name: string;
  readonly state: string;
  readonly atMs: number;
}

export interface SeenExecution {
  readonly arn: string;
  readonly target: string;
  /** The alarm that woke it, or undefined. */
  readonly alarm: string | undefined;
  readonly reason: string;
  readonly states: string[];
  readonly decisions: SeenDecision[];
  record?: DecisionRecord;
  status?: string;
}

export interface SeenDecision {
  readonly atMs: number;
  readonly result: DecideResult;
}

/** Everything that has happened so far, as an outside observer sees it through the public API. */
export class Story {
  readonly alarms: AlarmChange[] = [];
  readonly executions = new Map<string, SeenExecution>();
  readonly minutes: LiveMinute[] = [];

  add(happening: Happening): void {
    switch (happening.kind) {
      case 'alarm':
        this.alarms.push({ name: happening.name, state: happening.state, atMs: happening.atMs });
        return;
      case 'started':
        this.executions.set(happening.execution, executionOf(happening.execution, happening.input));
        return;
      case 'step':
        this.addStep(happening);
        return;
      case 'ended': {
        const execution = this.executions.get(happening.execution);
        if (execution === undefined) return;
        execution.status = happening.ended.status;
        const record = recordIn(happening.ended.output);
        if (record !== undefined) execution.record = record;
      }
    }
  }

  /** Executions for a target, oldest first. */
  of(target: string): readonly SeenExecution[] {
    return [...this.executions.values()].filter((execution) => execution.target === target);
  }

  lastMinute(): LiveMinute | undefined {
    return this.minutes.at(-1);
  }

  /** Minutes that ended after `atMs`. */
  since(atMs: number): readonly LiveMinute[] {
    return this.minutes.filter((minute) => minute.atMs > atMs);
  }

  private addStep({ execution: arn, step }: Extract<Happening, { kind: 'step' }>): void {
    const execution = this.executions.get(arn);
    if (execution === undefined) return;
    if (step.kind === 'entered' && !execution.states.includes(step.state)) execution.states.push(step.state);
    if (step.kind === 'task-succeeded' && step.state === 'Decide')
      execution.decisions.push({ atMs: step.atMs, result: JSON.parse(step.output) as DecideResult });
  }
}

const executionOf = (arn: string, input: unknown): SeenExecution => {
  const given = typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>) : {};
  const detail = given.detail as { readonly alarmName?: string } | undefined;
  const alarm = detail?.alarmName;
  return {
    arn,
    // Alarms are named daxpilot/TARGET/WHAT.
    target: alarm?.split('/')[1] ?? String(given.target ?? ''),
    alarm,
    reason: alarm === undefined ? String(given.reason ?? 'a request') : `alarm ${alarm}`,
    states: [],
    decisions: [],
  };
};

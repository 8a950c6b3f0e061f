import type { Platform } from '../../kernel/service';
import type { Alarm, AlarmStatus, CompositeAlarm, MetricAlarm } from './alarm';
import { actionsFor, runAction, type ScalingAction } from './alarm-actions';
import type { AlarmBook } from './alarm-book';
import {
  type AlarmState,
  type EvaluationPoint,
  evaluateAlarm,
  evaluationRange,
  samplesNeeded,
  type Verdict,
} from './alarm-evaluation';
import { stateChangeDetail } from './alarm-event';
import type { AlarmHistory } from './alarm-history';
import { alarmDate, reasonData, reasonText } from './alarm-reason';
import { childrenOf, evaluateRule } from './composite-rule';
import { QueryError, QueryRun } from './metric-query';
import type { MetricStore } from './metric-store';
import { Suppressions } from './suppression';

export interface EngineContext {
  readonly platform: Platform;
  readonly store: MetricStore;
  readonly book: AlarmBook;
  readonly history: AlarmHistory;
  readonly onScalingAction: ScalingAction | undefined;
}

/** A new state and why. */
export interface NewState {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: string | undefined;
}

/** Brings alarms from state to state: judges them, tells it, acts on it and goes on to the alarms above. */
export class AlarmEngine {
  readonly #suppressions: Suppressions;

  constructor(private readonly context: EngineContext) {
    this.#suppressions = new Suppressions(context.platform.clock, context.book, (alarm, previous) =>
      this.#act(alarm, previous),
    );
  }

  /** Judges every metric alarm that `chosen` picks, over periods that end at `windowEndMs`. */
  evaluate(windowEndMs: number, chosen: (alarm: MetricAlarm) => boolean): void {
    for (const alarm of this.context.book.metricAlarms()) {
      if (chosen(alarm)) {
        this.#evaluateOne(alarm, windowEndMs);
      }
    }
  }

  /** Puts an alarm into a state; a change of the state has all its consequences, the same state only a new reason. */
  setState(alarm: Alarm, { state, reason, reasonData: data }: NewState): void {
    const { book, history, platform } = this.context;
    const nowMs = platform.clock.now();
    const previous = book.status(alarm.name);
    if (previous === undefined) {
      return;
    }
    const changed = previous.state !== state;
    const current: AlarmStatus = {
      state,
      reason,
      reasonData: data,
      updatedMs: nowMs,
      transitionedMs: changed ? nowMs : previous.transitionedMs,
    };
    book.setStatus(alarm.name, current);
    if (!changed) {
      return;
    }
    history.add({
      alarmName: alarm.name,
      alarmType: alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      type: 'StateUpdate',
      atMs: nowMs,
      summary: `Alarm updated from ${previous.state} to ${state}`,
      data: JSON.stringify({ version: '1.0', oldState: historyState(previous), newState: historyState(current) }),
    });
    platform.log.write('cloudwatch.alarm.changed', { alarm: alarm.name, from: previous.state, to: state, reason });
    if (alarm.kind === 'composite') {
      this.#suppressions.changed(alarm, previous);
    }
    this.#emit(alarm, previous, current);
    if (alarm.kind === 'metric') {
      this.#act(alarm, previous);
    }
    this.#goOn(alarm, previous, current);
  }

  /** Judges a composite alarm; `cause` words the reason if its state changes. */
  evaluateComposite(alarm: CompositeAlarm, causedBy: Alarm | 'created' | 'updated'): void {
    const { book, platform } = this.context;
    if (inCircle(alarm, book)) {
      platform.log.write('cloudwatch.alarm.circle', { alarm: alarm.name });
      return;
    }
    const state: AlarmState = evaluateRule(alarm.rule, (name) => book.status(name)?.state) ? 'ALARM' : 'OK';
    if (book.status(alarm.name)?.state === state) {
      return;
    }
    const telling = typeof causedBy === 'string' ? childrenOf(alarm.rule) : [causedBy.name];
    const triggeringAlarms = telling.flatMap((name) => {
      const child = book.get(name);
      const status = book.status(name);
      return child === undefined || status === undefined
        ? []
        : [{ arn: child.arn, state: { value: status.state, timestamp: alarmDate(status.updatedMs) } }];
    });
    const reason =
      typeof causedBy === 'string'
        ? `${alarm.arn} was ${causedBy} and its alarm rule evaluates to ${state}`
        : `${causedBy.arn} transitioned to ${book.status(causedBy.name)?.state} at ${longDate(platform.clock.now())}`;
    this.setState(alarm, { state, reason, reasonData: JSON.stringify({ triggeringAlarms }) });
  }

  forget(name: string): void {
    this.#suppressions.forget(name);
  }

  stop(): void {
    this.#suppressions.stop();
  }

  #evaluateOne(alarm: MetricAlarm, windowEndMs: number): void {
    const current = this.context.book.status(alarm.name);
    const verdict = this.#judgeOrKeep(alarm, windowEndMs);
    if (current === undefined || verdict.kind === 'keep' || verdict.state === current.state) {
      return;
    }
    const { watched } = alarm;
    const about = {
      nowMs: this.context.platform.clock.now(),
      periodS: alarm.periodS,
      statistic: watched.kind === 'metric' ? watched.stat : undefined,
      unit: watched.kind === 'metric' ? watched.unit : undefined,
    };
    this.setState(alarm, {
      state: verdict.state,
      reason: reasonText(alarm.rule, current.state, verdict.state, verdict.basis),
      reasonData: reasonData(alarm.rule, verdict.basis, about),
    });
  }

  /** An expression that fails on its data leaves the state as it is, and says so. */
  #judgeOrKeep(alarm: MetricAlarm, windowEndMs: number): Verdict {
    try {
      return this.#judge(alarm, windowEndMs);
    } catch (error) {
      if (!(error instanceof QueryError)) {
        throw error;
      }
      this.context.platform.log.write('cloudwatch.alarm.failed', { alarm: alarm.name, error: error.message });
      return { kind: 'keep' };
    }
  }

  #judge(alarm: MetricAlarm, windowEndMs: number): Verdict {
    const { rule, watched, periodS, queries } = alarm;
    const periods = evaluationRange(rule.evaluationPeriods);
    const startMs = windowEndMs - periods * periodS * 1_000;
    const run = new QueryRun(this.context.store, queries, { startMs, endMs: windowEndMs });
    const points = run.series(watched)[0]?.points ?? new Map<number, number>();
    const low = alarm.waitsForSamples ? periodsWithFewSamples(run, alarm) : new Set<number>();
    const range = Array.from({ length: periods }, (_, i): EvaluationPoint => {
      const atMs = startMs + i * periodS * 1_000;
      return { atMs, value: points.get(atMs), lowSamples: low.has(atMs) };
    });
    return evaluateAlarm(rule, range);
  }

  #emit(alarm: Alarm, previous: AlarmStatus, current: AlarmStatus): void {
    this.context.platform.emit({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [alarm.arn],
      detail: stateChangeDetail(alarm, previous, current, this.context.book.suppression(alarm.name)),
    });
  }

  /** Takes the actions for the state that the alarm is in now. */
  #act(alarm: Alarm, previous: AlarmStatus): void {
    const current = this.context.book.status(alarm.name);
    if (current === undefined || !alarm.actionsEnabled) {
      return;
    }
    for (const arn of actionsFor(alarm, current.state)) {
      void this.#actOne(arn, alarm, previous, current);
    }
  }

  async #actOne(arn: string, alarm: Alarm, previous: AlarmStatus, current: AlarmStatus): Promise<void> {
    const { history, platform } = this.context;
    let error: string | undefined;
    try {
      await runAction(arn, alarm, previous, current, this.context);
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause);
    }
    platform.log.write(error === undefined ? 'cloudwatch.action.done' : 'cloudwatch.action.failed', {
      alarm: alarm.name,
      action: arn,
      ...(error === undefined ? {} : { error }),
    });
    history.add({
      alarmName: alarm.name,
      alarmType: alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm',
      type: 'Action',
      atMs: platform.clock.now(),
      summary:
        error === undefined
          ? `Successfully executed action ${arn}`
          : `Failed to execute action ${arn}. Received error: "${error}"`,
      data: JSON.stringify({
        actionState: error === undefined ? 'Succeeded' : 'Failed',
        stateUpdateTimestamp: current.updatedMs,
        notificationResource: arn,
        error: error ?? null,
      }),
    });
  }

  /** The alarms above, and those whose actions this one suppresses. */
  #goOn(alarm: Alarm, previous: AlarmStatus, current: AlarmStatus): void {
    const { book } = this.context;
    for (const suppressed of book.suppressedBy(alarm.name)) {
      this.#suppressions.suppressorChanged(suppressed, previous, current);
    }
    for (const parent of book.parentsOf(alarm.name)) {
      this.evaluateComposite(parent, alarm);
    }
  }
}

function periodsWithFewSamples(run: QueryRun, { watched }: MetricAlarm): ReadonlySet<number> {
  if (watched.kind !== 'metric' || watched.statistic.kind !== 'percentile') {
    return new Set();
  }
  const needed = samplesNeeded(watched.statistic.percent);
  return new Set([...run.samples(watched)].flatMap(([atMs, { count }]) => (count > 0 && count < needed ? [atMs] : [])));
}

/** Whether following the rules from an alarm leads back to it; AWS stops to evaluate such alarms. */
function inCircle(alarm: CompositeAlarm, book: AlarmBook): boolean {
  const seen = new Set<string>();
  const open = [...childrenOf(alarm.rule)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === alarm.name) {
      return true;
    }
    const child = book.get(name);
    if (!seen.has(name) && child?.kind === 'composite') {
      open.push(...childrenOf(child.rule));
    }
    seen.add(name);
  }
  return false;
}

function historyState({ state, reason, reasonData: data }: AlarmStatus): object {
  return {
    stateValue: state,
    stateReason: reason,
    ...(data === undefined ? {} : { stateReasonData: JSON.parse(data) as unknown }),
  };
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `Friday 22 July, 2022 15:57:45 UTC`. */
function longDate(atMs: number): string {
  const date = new Date(atMs);
  const day = `${DAYS[date.getUTCDay()]} ${String(date.getUTCDate()).padStart(2, '0')} ${MONTHS[date.getUTCMonth()]}`;
  return `${day}, ${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} UTC`;
}

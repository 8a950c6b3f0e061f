import type { DecisionRecord, RecordFailureInput, RecordInput, RecordResult } from './steps';

/** Namespace and names are stable: dashboards and alarms are made from them. */
export const stateNamespace = 'Daxpilot/Autopilot';

export const stateMetrics = {
  changed: 'Changed',
  failed: 'Failed',
  frozen: 'Frozen',
  coolingDown: 'CoolingDown',
  awaitingApproval: 'AwaitingApproval',
  costUsdPerMonth: 'CostUsdPerMonth',
} as const;
export type StateMetric = (typeof stateMetrics)[keyof typeof stateMetrics];

/** What the last look found, as one line in the embedded metric format: CloudWatch makes metrics of it, and the line stays searchable. */
export interface TargetStateEvent {
  readonly _aws: {
    /** Epoch ms: when the state machine entered the step, so that the metrics lie where the decision does. */
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: StateMetric; readonly Unit: 'Count' | 'None' }[];
    }[];
  };
  readonly event: 'target.state';
  readonly Target: string;
  readonly outcome: DecisionRecord['outcome'];
  readonly decisionId: string | null;
  readonly reasonCodes: readonly string[];
  readonly action: string | null;
  readonly [metric: string]: unknown;
}

/**
 * Undefined where no target was looked at, and for a plan, which is nobody's turn. `Changed` is there after every complete look: the number
 * of its samples is the number of looks. A look that failed has `Failed` alone.
 */
export function targetStateEvent(
  input: RecordInput | RecordFailureInput,
  { record }: RecordResult,
): TargetStateEvent | undefined {
  const isPlan = input.step === 'record' && input.request.mode === 'plan';
  if (record.target === null || isPlan) return undefined;
  const values = input.step === 'record' ? looked(input, record) : { [stateMetrics.failed]: 1 };
  const metrics = Object.keys(values).map((Name) => ({
    Name: Name as StateMetric,
    Unit: Name === stateMetrics.costUsdPerMonth ? ('None' as const) : ('Count' as const),
  }));
  return {
    _aws: {
      Timestamp: Date.parse(input.now),
      CloudWatchMetrics: [{ Namespace: stateNamespace, Dimensions: [['Target']], Metrics: metrics }],
    },
    event: 'target.state',
    Target: record.target,
    outcome: isOfThisRound(record) ? record.outcome : 'held',
    decisionId: record.rounds.at(-1) ?? record.decisionId,
    reasonCodes: record.reasonCodes.slice(0, 8),
    action: isOfThisRound(record) ? (record.action?.kind ?? null) : null,
    ...values,
  };
}

function looked(input: RecordInput, record: DecisionRecord): Readonly<Record<string, number>> {
  const changed = isOfThisRound(record) && record.outcome === 'applied';
  const { before, after } = record.costUsdPerMonth;
  // A proposal costs nothing until it is applied.
  const cost = record.outcome === 'applied' ? after : before;
  const frozen = (input.observation.kind === 'observed' && input.observation.frozen) || has(record, 'frozen');
  return {
    [stateMetrics.changed]: flag(changed),
    [stateMetrics.failed]: flag(record.outcome === 'failed'),
    [stateMetrics.frozen]: flag(frozen),
    [stateMetrics.coolingDown]: flag(has(record, 'cooldown')),
    [stateMetrics.awaitingApproval]: flag(record.approval?.state === 'pending'),
    ...(cost === null ? {} : { [stateMetrics.costUsdPerMonth]: cost }),
  };
}

/** The record of several rounds keeps what was changed as its news; a later round then has another decision. */
const isOfThisRound = ({ decisionId, rounds }: DecisionRecord): boolean => decisionId === (rounds.at(-1) ?? decisionId);

const has = ({ reasonCodes }: DecisionRecord, code: string): boolean => reasonCodes.includes(code);

const flag = (is: boolean): number => (is ? 1 : 0);

import { FlowError, PortError } from '../shared/flow';

/** What a handler says of each call, as one line of JSON in its log. Names are stable; members are added, never renamed. */
export type StepEvent = Subject &
  (
    | {
        readonly event: 'step.done';
        /** Kind of the answer: `admitted`, `observed`, `apply`, `hold`, `applied`, `waiting`, `released` ... */
        readonly kind: string;
        readonly reasonCodes?: readonly string[];
      }
    | {
        readonly event: 'step.failed';
        /** `aws.denied`, `flow.payload`, or the name of a mistake in the code. */
        readonly code: string;
        /** Whether the machine tries again. */
        readonly retryable: boolean;
      }
  );

interface Subject {
  readonly function: string;
  readonly step: string | null;
  readonly target: string | null;
  readonly execution: string | null;
  readonly decisionId: string | null;
  readonly requestId: string;
  readonly durationMs: number;
}

export interface Call {
  readonly function: string;
  readonly payload: unknown;
  readonly requestId: string;
  readonly durationMs: number;
}

export function doneEvent(call: Call, result: object): StepEvent {
  const kind = textIn(result, 'kind') ?? 'done';
  const record = 'record' in result ? result.record : undefined;
  const reasonCodes =
    isObject(record) && Array.isArray(record.reasonCodes) ? record.reasonCodes.map(String) : undefined;
  return { event: 'step.done', ...subjectOf(call, result), kind, ...(reasonCodes && { reasonCodes }) };
}

export function failedEvent(call: Call, error: unknown): StepEvent {
  const isKnown = error instanceof PortError || error instanceof FlowError;
  const name = error instanceof Error ? error.name : 'unknown';
  const code = isKnown ? error.code : name;
  return { event: 'step.failed', ...subjectOf(call, {}), code, retryable: isKnown && error.retryable };
}

/** No member of a payload besides these gets into the log: snapshots are large, and messages of AWS may quote what they got. */
function subjectOf({ payload, ...call }: Call, result: object): Subject {
  const decided = isObject(payload) && isObject(payload.decided) ? payload.decided : result;
  return {
    function: call.function,
    step: textIn(payload, 'step'),
    target: textIn(payload, 'target') ?? textIn(result, 'target') ?? askedFor(payload),
    execution: textIn(payload, 'execution'),
    decisionId: textIn(decided, 'decisionId'),
    requestId: call.requestId,
    durationMs: Math.round(call.durationMs),
  };
}

/** The target in the input of an execution, as a hand-over is given it. Nobody may have checked it yet: only what can be a name is taken. */
function askedFor(payload: unknown): string | null {
  const target = isObject(payload) ? textIn(payload.input, 'target') : null;
  return target !== null && /^[a-z][a-z0-9-]{0,39}$/.test(target) ? target : null;
}

const textIn = (value: unknown, name: string): string | null => {
  const text = isObject(value) ? value[name] : undefined;
  return typeof text === 'string' ? text : null;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

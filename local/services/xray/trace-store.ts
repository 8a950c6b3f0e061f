import type { SegmentDocument } from './segment-document';

/** What is known of one trace. */
export interface StoredTrace {
  readonly id: string;
  /** Segments and subsegments in order of their first arrival; of one that was in progress the last state. */
  readonly segments: readonly SegmentDocument[];
  /** Documents beyond those that are kept. */
  readonly leftOut: number;
}

export interface TraceSummary {
  readonly id: string;
  /** ISO 8601, wall time: first start and time to the last end, of what has arrived so far. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly segments: number;
  /** Whether something has not ended yet. */
  readonly inProgress: boolean;
  readonly hasError: boolean;
  readonly hasThrottle: boolean;
  readonly hasFault: boolean;
  /** Executions of state machines in it. */
  readonly executions: readonly string[];
}

const mostTraces = 500;
const mostOfTrace = 2_000;
/** Some 20 MB. */
const mostDocuments = 20_000;

/** The newest 500 traces and 20,000 documents, of each trace at most 2,000; people and tests read them here. */
export class TraceStore {
  #documents = 0;
  readonly #traces = new Map<string, { readonly segments: Map<string, SegmentDocument>; leftOut: number }>();

  put(document: SegmentDocument): void {
    const trace = this.#traces.get(document.trace_id) ?? { segments: new Map(), leftOut: 0 };
    this.#traces.set(document.trace_id, trace);
    const isNew = !trace.segments.has(document.id);
    if (isNew && trace.segments.size >= mostOfTrace) {
      trace.leftOut += 1;
    } else {
      trace.segments.set(document.id, document);
      this.#documents += isNew ? 1 : 0;
    }
    while (this.#traces.size > mostTraces || this.#documents > mostDocuments) {
      this.#forgetOldest();
    }
  }

  /** Oldest first. */
  list(): readonly TraceSummary[] {
    return [...this.#traces.keys()].flatMap((id) => {
      const trace = this.get(id);
      return trace === undefined ? [] : [summaryOf(trace)];
    });
  }

  get(id: string): StoredTrace | undefined {
    const trace = this.#traces.get(id);
    return trace === undefined ? undefined : { id, segments: [...trace.segments.values()], leftOut: trace.leftOut };
  }

  /** Traces in which an execution of a state machine has a segment. */
  ofExecution(executionArn: string): readonly StoredTrace[] {
    return [...this.#traces.keys()].flatMap((id) => {
      const trace = this.get(id);
      return trace !== undefined && executionsIn(trace).includes(executionArn) ? [trace] : [];
    });
  }

  clear(): void {
    this.#traces.clear();
    this.#documents = 0;
  }

  #forgetOldest(): void {
    for (const [id, { segments }] of this.#traces) {
      this.#traces.delete(id);
      this.#documents -= segments.size;
      return;
    }
  }
}

function summaryOf(trace: StoredTrace): TraceSummary {
  const { id, segments } = trace;
  const startedAtMs = Math.min(...segments.map(({ start_time }) => start_time * 1_000));
  const endedAtMs = Math.max(...segments.map(({ start_time, end_time = start_time }) => end_time * 1_000));
  return {
    id,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Math.round(endedAtMs - startedAtMs),
    segments: segments.length,
    inProgress: segments.some(({ in_progress }) => in_progress === true),
    hasError: segments.some(({ error }) => error === true),
    hasThrottle: segments.some(({ throttle }) => throttle === true),
    hasFault: segments.some(({ fault }) => fault === true),
    executions: executionsIn(trace),
  };
}

const executionsIn = ({ segments }: StoredTrace): readonly string[] =>
  segments.flatMap(({ aws }) => (typeof aws?.execution_arn === 'string' ? [aws.execution_arn] : []));

import { runtimeFailure } from './failure';

/** One event as GetExecutionHistory shows it; `details` is the member of its type, such as `stateEnteredEventDetails`. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestampMs: number;
  readonly type: string;
  readonly details: { readonly member: string; readonly value: Readonly<Record<string, unknown>> } | undefined;
}

const MAX_EVENTS = 25_000;

/** The events of one execution. The last place is kept for the event that ends it. */
export class History {
  readonly #events: HistoryEvent[] = [];
  #closed = false;

  constructor(private readonly now: () => number) {}

  get events(): readonly HistoryEvent[] {
    return this.#events;
  }

  add(type: string, previousEventId: number, details?: HistoryEvent['details']): number {
    if (this.#closed) {
      return 0;
    }
    if (this.#events.length >= MAX_EVENTS - 1) {
      throw runtimeFailure(`The execution reached the maximum number of history events (${MAX_EVENTS}).`);
    }
    return this.#push(type, previousEventId, details);
  }

  /** Adds the event that ends the execution; nothing is added after it. */
  close(type: string, previousEventId: number, details?: HistoryEvent['details']): void {
    if (!this.#closed) {
      this.#push(type, previousEventId, details);
      this.#closed = true;
    }
  }

  #push(type: string, previousEventId: number, details: HistoryEvent['details']): number {
    const id = this.#events.length + 1;
    this.#events.push({ id, previousEventId, timestampMs: this.now(), type, details });
    return id;
  }
}

/** The line of events of one branch: each points to the one before it. */
export class Trail {
  constructor(
    readonly history: History,
    /** Id of the branch's last event. */
    public last: number,
  ) {}

  add(type: string, member?: string, value: Readonly<Record<string, unknown>> = {}): number {
    this.last = this.history.add(type, this.last, member === undefined ? undefined : { member, value });
    return this.last;
  }
}

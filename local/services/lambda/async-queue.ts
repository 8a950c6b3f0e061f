import type { Timer } from '../../kernel/clock';
import type { Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import type { FunctionReference } from './names';
import type { FunctionRegistry } from './registry';
import type { FunctionRunner } from './runner';

export interface AsyncEvent {
  readonly reference: FunctionReference;
  readonly event: string;
  readonly requestId: string;
  readonly traceHeader?: string | undefined;
}

/** Lambda tries a failed asynchronous event twice more, one and then two minutes later. */
const RETRY_AFTER_MS = [60_000, 120_000] as const;
/** Throttled events are tried again with growing pauses for six hours. */
const MAX_EVENT_AGE_MS = 21_600_000;

/** Asynchronous invocations; pauses between attempts are virtual time. */
export class AsyncQueue {
  readonly #timers = new Set<Timer>();
  #stopped = false;

  constructor(
    private readonly platform: Platform,
    private readonly registry: FunctionRegistry,
    private readonly runner: FunctionRunner,
  ) {}

  add(event: AsyncEvent): void {
    this.#later(0, () => this.#attempt(event, 0, this.platform.clock.now()));
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) {
      timer.cancel();
    }
  }

  async #attempt(event: AsyncEvent, failures: number, since: number): Promise<void> {
    const { reference, requestId, traceHeader } = event;
    const { clock, log } = this.platform;
    try {
      const target = this.registry.resolve(reference);
      const { outcome } = await this.runner.run({ target, requestId, event: event.event, traceHeader });
      if (outcome.kind === 'result') {
        return;
      }
      const pauseMs = RETRY_AFTER_MS[failures];
      if (pauseMs === undefined) {
        log.write('lambda.event-dropped', {
          function: reference.name,
          requestId,
          attempts: failures + 1,
          error: outcome.error.errorType,
        });
        return;
      }
      this.#later(pauseMs, () => this.#attempt(event, failures + 1, since));
    } catch (error) {
      if (this.#stopped) {
        return;
      }
      const ageMs = clock.now() - since;
      if (error instanceof ServiceError && error.name === 'TooManyRequestsException' && ageMs < MAX_EVENT_AGE_MS) {
        this.#later(Math.min(Math.max(ageMs, 1_000), 300_000), () => this.#attempt(event, failures, since));
        return;
      }
      log.write('lambda.event-dropped', {
        function: reference.name,
        requestId,
        attempts: failures,
        error: String(error),
      });
    }
  }

  #later(ms: number, task: () => Promise<void>): void {
    if (this.#stopped) {
      return;
    }
    const { clock } = this.platform;
    const timer = clock.at(clock.now() + ms, () => {
      this.#timers.delete(timer);
      return task();
    });
    this.#timers.add(timer);
  }
}

import type { Clock } from './clock';
import { DeadlinePassed } from './deadline';
import { type DeadlineQueue, Timed } from './deadline-queue';

/**
 * What `withDeadline` does, for the way that every call goes: a call of the usual length waits in the queue, and `ended` is told of the end before
 * the caller is, without a promise in between. The error is undefined where there is an output.
 */
export class Timely<T, By> extends Timed {
  private over = false;
  private queue: DeadlineQueue | undefined = undefined;
  private cancel: (() => void) | undefined = undefined;

  private constructor(
    private readonly resolve: (output: T) => void,
    private readonly reject: (error: unknown) => void,
    private readonly ms: number,
    private readonly by: By,
    private readonly ended: (by: By, error: unknown) => void,
  ) {
    super();
  }

  static settle<T, By>(
    call: Promise<T>,
    { ms, queue, clock }: { readonly ms: number; readonly queue: DeadlineQueue; readonly clock: Clock },
    by: By,
    ended: (by: By, error: unknown) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const timely = new Timely<T, By>(resolve, reject, ms, by, ended);
      timely.begin(queue, clock);
      call.then(
        (output) => timely.answered(output),
        (error: unknown) => timely.failed(error),
      );
    });
  }

  passed(): void {
    this.over = true;
    this.rejected(new DeadlinePassed(this.ms));
  }

  private begin(queue: DeadlineQueue, clock: Clock): void {
    if (this.ms === queue.lengthMs) {
      this.queue = queue;
      queue.add(this, clock.now());
    } else this.cancel = clock.after(this.ms, () => this.passed());
  }

  private answered(output: T): void {
    if (this.over) return;
    this.stop();
    this.ended(this.by, undefined);
    this.resolve(output);
  }

  private failed(error: unknown): void {
    if (this.over) return;
    this.stop();
    this.rejected(error);
  }

  private stop(): void {
    this.over = true;
    if (this.queue === undefined) this.cancel?.();
    else this.queue.remove(this);
  }

  private rejected(error: unknown): void {
    this.ended(this.by, error ?? new Error('failed without an error'));
    this.reject(error);
  }
}

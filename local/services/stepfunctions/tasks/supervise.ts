import type { Clock } from '../../../kernel/clock';
import type { Branch } from '../interpreter/branch';
import { unlessHalted } from '../interpreter/branch';
import { StateFailure } from '../interpreter/failure';

export interface TaskLimits {
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

export interface Supervised<Result> {
  readonly limits: TaskLimits;
  /**
   * Handlers and service calls work in wall time. With this, a limit has run out only when it has on both clocks: on a fast virtual
   * clock a time-out of a minute would otherwise be shorter than a cold start.
   */
  readonly alsoWall: boolean;
  readonly work: (heartbeat: () => void) => Promise<Result>;
}

/** Runs a task's work within its time-out and heartbeat. Work that is given up goes on by itself; what it gives is dropped. */
export async function supervise<Result>(
  { frame, signal, work: hold }: Branch,
  { limits, alsoWall, work }: Supervised<Result>,
): Promise<Result> {
  const { clock } = frame.platform;
  const deadlines: Deadline[] = [];
  const late = new Promise<never>((_, reject) => {
    const { timeoutSeconds, heartbeatSeconds } = limits;
    if (timeoutSeconds !== undefined) {
      deadlines.push(
        new Deadline(clock, timeoutSeconds * 1_000, alsoWall, () =>
          reject(new StateFailure('States.Timeout', undefined)),
        ),
      );
    }
    if (heartbeatSeconds !== undefined) {
      const missed = new StateFailure('States.Timeout', undefined, ['States.HeartbeatTimeout']);
      deadlines.push(new Deadline(clock, heartbeatSeconds * 1_000, alsoWall, () => reject(missed)));
    }
  });
  late.catch(() => undefined);
  const heartbeat = (): void => {
    if (limits.heartbeatSeconds !== undefined) {
      deadlines.at(-1)?.restart();
    }
  };
  try {
    return await hold.during(() => {
      const running = work(heartbeat);
      running.catch(() => undefined);
      return unlessHalted(Promise.race([running, late]), signal);
    });
  } finally {
    for (const deadline of deadlines) {
      deadline.cancel();
    }
  }
}

/** Calls `onDue` once when `ms` have passed on the virtual clock, and if asked for on the wall clock too. */
class Deadline {
  #timer: { cancel(): void } | undefined;
  #wallTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
    private readonly alsoWall: boolean,
    private readonly onDue: () => void,
  ) {
    this.restart();
  }

  restart(): void {
    this.cancel();
    const startedWallMs = performance.now();
    this.#timer = this.clock.at(this.clock.now() + this.ms, () => {
      const leftMs = this.alsoWall ? this.ms - (performance.now() - startedWallMs) : 0;
      if (leftMs <= 0) {
        this.onDue();
        return;
      }
      this.#wallTimer = setTimeout(this.onDue, leftMs);
      this.#wallTimer.unref();
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    clearTimeout(this.#wallTimer);
  }
}

import { checkedNumber, checkedSpeed } from './checked-number';
import type { ControllableClock, Timer } from './clock';
import { type Due, DueHeap } from './due-heap';
import { Holds } from './holds';

export interface VirtualClockOptions {
  /** Virtual time at the start, ms since the epoch. Default: the wall clock's now. */
  readonly startMs?: number;
  /** Virtual seconds per wall second. Default 1. */
  readonly speed?: number;
  /** Default false. */
  readonly paused?: boolean;
  /** Told of every task that throws or rejects; the clock goes on. Default: a line on stderr. */
  readonly onTaskError?: (error: unknown, dueMs: number) => void;
  /** How long, in wall ms, `advance` waits for one task or for held work before it moves on. Default 30,000. */
  readonly patienceMs?: number;
}

interface Scheduled extends Due {
  readonly task: () => void | Promise<void>;
  cancelled: boolean;
}

const MAX_WALL_DELAY_MS = 2 ** 31 - 1;
const MAX_TASKS_AT_ONE_INSTANT = 1_000_000;

/**
 * A clock that runs at `speed` times the wall clock. Running freely, due tasks are started in order of time and not waited for;
 * under `advance` they are awaited one by one while time stands at their due time.
 */
export function createVirtualClock(options: VirtualClockOptions = {}): ControllableClock {
  return new VirtualClock(options);
}

class VirtualClock implements ControllableClock {
  readonly #heap = new DueHeap<Scheduled>();
  readonly #onTaskError: (error: unknown, dueMs: number) => void;
  readonly #patienceMs: number;
  #speed: number;
  #paused: boolean;
  #baseVirtualMs: number;
  #baseWallMs = performance.now();
  #standingMs: number | undefined;
  #sequence = 0;
  #wallTimer: NodeJS.Timeout | undefined;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #advances: Promise<void> = Promise.resolve();
  readonly #holds = new Holds();
  #stopped = false;

  constructor({
    startMs = Date.now(),
    speed = 1,
    paused = false,
    onTaskError,
    patienceMs = 30_000,
  }: VirtualClockOptions) {
    this.#baseVirtualMs = checkedNumber('startMs', startMs, 0);
    this.#speed = checkedSpeed(speed);
    this.#paused = paused;
    this.#patienceMs = patienceMs;
    this.#onTaskError = onTaskError ?? ((error, dueMs) => process.stderr.write(`clock: task due ${dueMs}: ${error}\n`));
  }

  get speed(): number {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  now(): number {
    if (this.#standingMs !== undefined) {
      return this.#standingMs;
    }
    if (this.#paused) {
      return this.#baseVirtualMs;
    }
    return Math.floor(this.#baseVirtualMs + (performance.now() - this.#baseWallMs) * this.#speed);
  }

  at(dueMs: number, task: () => void | Promise<void>): Timer {
    const entry: Scheduled = {
      dueMs: checkedNumber('dueMs', dueMs),
      sequence: this.#sequence++,
      task,
      cancelled: false,
    };
    if (!this.#stopped) {
      this.#heap.push(entry);
      this.#arm();
    }
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  every(everyMs: number, task: (dueMs: number) => void | Promise<void>, { catchUp = false } = {}): Timer {
    checkedNumber('everyMs', everyMs, 1);
    let cancelled = false;
    let current: Timer | undefined;
    const schedule = (dueMs: number): void => {
      if (!cancelled) {
        current = this.at(dueMs, () => run(dueMs));
      }
    };
    const run = async (dueMs: number): Promise<void> => {
      const lateMs = this.now() - dueMs;
      const runsForMs = catchUp ? dueMs : dueMs + Math.floor(lateMs / everyMs) * everyMs;
      try {
        await task(runsForMs);
      } finally {
        schedule(runsForMs + everyMs);
      }
    };
    schedule((Math.floor(this.now() / everyMs) + 1) * everyMs);
    return {
      cancel: () => {
        cancelled = true;
        current?.cancel();
      },
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        timer.cancel();
        reject(signal?.reason);
      };
      const timer = this.at(this.now() + ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  hold(): () => void {
    return this.#holds.take();
  }

  setSpeed(speed: number): void {
    const checked = checkedSpeed(speed);
    this.#rebase(this.now());
    this.#speed = checked;
    this.#rearm();
  }

  pause(): void {
    this.#rebase(this.now());
    this.#paused = true;
    this.#rearm();
  }

  resume(): void {
    this.#rebase(this.now());
    this.#paused = false;
    this.#rearm();
  }

  advance(ms: number): Promise<void> {
    checkedNumber('ms', ms, 0);
    const run = this.#advances.then(() => this.#advanceNow(ms));
    this.#advances = run.catch(() => undefined);
    return run;
  }

  stop(): void {
    this.#stopped = true;
    this.#heap.clear();
    clearTimeout(this.#wallTimer);
    this.#wallTimer = undefined;
  }

  async #advanceNow(ms: number): Promise<void> {
    const targetMs = this.now() + ms;
    this.#standingMs = this.now();
    let atThisInstant = 0;
    try {
      await this.#quiet();
      for (let next = this.#dueBy(targetMs); next !== undefined; next = this.#dueBy(targetMs)) {
        atThisInstant = next.dueMs > this.#standingMs ? 0 : atThisInstant + 1;
        if (atThisInstant > MAX_TASKS_AT_ONE_INSTANT) {
          throw new Error(`clock.stuck: more than ${MAX_TASKS_AT_ONE_INSTANT} tasks are due at ${this.#standingMs}`);
        }
        this.#standingMs = Math.max(this.#standingMs, next.dueMs);
        await this.#within(this.#run(next));
        await this.#quiet();
      }
    } finally {
      this.#standingMs = undefined;
      this.#rebase(targetMs);
      this.#rearm();
    }
  }

  /** Lets everything that the last task set off come to rest: what follows in this turn, and the work that holds the clock. */
  async #quiet(): Promise<void> {
    await turn();
    for (let rounds = 0; this.#holds.count > 0 && rounds < 1_000; rounds += 1) {
      if (!(await this.#within(this.#holds.none()))) {
        return;
      }
      await turn();
    }
  }

  /** Whether `work` ended within the clock's patience; work that itself waits for the clock would otherwise stop it for ever. */
  async #within(work: Promise<void>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#patienceMs);
    });
    try {
      return await Promise.race([work.then(() => true), patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  #dueBy(limitMs: number): Scheduled | undefined {
    for (let top = this.#heap.peek(); top !== undefined; top = this.#heap.peek()) {
      if (!top.cancelled && top.dueMs > limitMs) {
        return undefined;
      }
      this.#heap.pop();
      if (!top.cancelled) {
        return top;
      }
    }
    return undefined;
  }

  async #run(entry: Scheduled): Promise<void> {
    try {
      await entry.task();
    } catch (error) {
      this.#onTaskError(error, entry.dueMs);
    }
  }

  #rebase(virtualMs: number): void {
    if (this.#standingMs === undefined) {
      this.#baseVirtualMs = virtualMs;
      this.#baseWallMs = performance.now();
    }
  }

  #rearm(): void {
    clearTimeout(this.#wallTimer);
    this.#wallTimer = undefined;
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    this.#arm();
  }

  /** One wall timer, for the earliest due task only. */
  #arm(): void {
    const top = this.#heap.peek();
    if (top === undefined || this.#stopped || this.#standingMs !== undefined) {
      return;
    }
    const aheadMs = top.dueMs - this.now();
    if (this.#paused && aheadMs > 0) {
      return;
    }
    if (this.#wallTimer !== undefined) {
      if (this.#wakesAtMs <= top.dueMs) {
        return;
      }
      clearTimeout(this.#wallTimer);
    }
    this.#wakesAtMs = top.dueMs;
    const wallMs = Math.min(Math.max(Math.ceil(aheadMs / this.#speed), 0), MAX_WALL_DELAY_MS);
    this.#wallTimer = setTimeout(() => this.#wake(), wallMs);
    this.#wallTimer.unref();
  }

  #wake(): void {
    this.#wallTimer = undefined;
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    if (this.#standingMs !== undefined) {
      return;
    }
    const limitMs = this.now();
    const before = this.#sequence;
    for (let top = this.#heap.peek(); top !== undefined && top.sequence < before; top = this.#heap.peek()) {
      const next = this.#dueBy(limitMs);
      if (next === undefined) {
        break;
      }
      void this.#run(next);
    }
    this.#arm();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** The virtual clock: everything that AWS would do by time waits on it. It can run faster than the wall clock, be paused and be advanced. */
export interface Clock {
  /** Virtual ms since the epoch. */
  now(): number;
  readonly speed: number;
  readonly paused: boolean;
  /** Runs `task` once when virtual time reaches `dueMs`; at once (next turn) if it already has. Due tasks run in order of time. */
  at(dueMs: number, task: () => void | Promise<void>): Timer;
  /** Runs `task` at every multiple of `everyMs` of virtual time; a late run is not repeated for each missed multiple unless `catchUp`. */
  every(
    everyMs: number,
    task: (dueMs: number) => void | Promise<void>,
    options?: { readonly catchUp?: boolean },
  ): Timer;
  /** Resolves when virtual time has moved by `ms`, rejects with the signal's reason on abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Says that work measured by the wall clock is under way (a function runs, a request is served): `advance` does not move on
   * until every hold is released. Call the returned function once when it is done.
   */
  hold?(): () => void;
}

export interface ControllableClock extends Clock {
  setSpeed(speed: number): void;
  pause(): void;
  resume(): void;
  /** Moves time forward step by step, so that every task due on the way runs (and is awaited) at its own time. */
  advance(ms: number): Promise<void>;
  stop(): void;
}

export interface Timer {
  cancel(): void;
}

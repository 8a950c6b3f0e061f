/** What the module knows of time; tests put virtual time in its place. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Runs the task once; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
  /** As `after`, for work in the background: it does not keep the process alive. */
  later(ms: number, task: () => void): () => void;
  /** Runs the task once, and keeps the process alive only while it is held. Held at first. */
  alarm(ms: number, task: () => void): Alarm;
}

export interface Alarm {
  hold(): void;
  release(): void;
}

export const wallClock: Clock = {
  now: () => performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  later: (ms, task) => {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  alarm: (ms, task) => {
    const timer = setTimeout(task, ms);
    return { hold: () => void timer.ref(), release: () => void timer.unref() };
  },
};

import type { Clock } from '../../kernel/clock';

/** What a cluster needs of a clock. While it is paused there are no rates, so nothing is throttled. */
export type ClusterClock = Pick<Clock, 'now' | 'every'> & Partial<Pick<Clock, 'paused'>>;

/** Real time; the timers keep no process alive. */
export const wallClock: ClusterClock = {
  now: () => Date.now(),
  every(everyMs, task) {
    let timer: NodeJS.Timeout | undefined;
    const arm = (): void => {
      const dueMs = (Math.floor(Date.now() / everyMs) + 1) * everyMs;
      timer = setTimeout(() => {
        void Promise.resolve(task(dueMs)).finally(arm);
      }, dueMs - Date.now());
      timer.unref();
    };
    arm();
    return { cancel: () => clearTimeout(timer) };
  },
};

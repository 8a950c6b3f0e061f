import type { Clock } from './clock';

/** The time was over before there was an outcome; whatever was begun may still go on. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
  constructor(readonly afterMs: number) {
    super(`no outcome after ${afterMs} ms`);
  }
}

/** Settles at the deadline at the latest, whatever the promise does. */
export function withDeadline<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(new DeadlinePassed(ms)));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** The part of the platform's clock that the play needs. */
export interface Clock {
  now(): number;
  every(everyMs: number, task: (dueMs: number) => void | Promise<void>): { cancel(): void };
}

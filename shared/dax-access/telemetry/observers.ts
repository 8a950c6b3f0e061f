import type { AccessEvent, Observation, Observer } from '../calls/observation';
import type { Operation } from '../calls/operation';

/** Several as one; undefined for none, so that nothing need be measured. */
export function together(observers: readonly Observer[]): Observer | undefined {
  const [first, ...others] = observers;
  if (first === undefined || others.length === 0) return first;
  const spanning = observers.find(({ span }) => span !== undefined);
  return {
    attempt: (observation: Observation) => {
      for (const observer of observers) observer.attempt(observation);
    },
    event: (event: AccessEvent) => {
      for (const observer of observers) observer.event(event);
    },
    ...(spanning?.span && {
      span: <T>(operation: Operation, call: () => Promise<T>): Promise<T> => spanning.span?.(operation, call) ?? call(),
    }),
  };
}

import type { AService, Options } from '../end-to-end/service-at-work';

/** Something that the service does from beginning to end, on a platform of its own. */
export interface Path {
  readonly name: string;
  readonly wokenBy?: Options['wokenBy'];
  run(service: AService): Promise<void>;
}

/** A path that did not come to what it is to come to proves nothing about rights. */
export function expected(holds: boolean, what: string, seen: unknown): asserts holds {
  if (!holds) throw new Error(`${what}; seen: ${JSON.stringify(seen)}`);
}

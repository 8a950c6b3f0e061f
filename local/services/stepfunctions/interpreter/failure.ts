/** A state failed with an error name, as Retry and Catch see it. */
export class StateFailure extends Error {
  constructor(
    readonly error: string | undefined,
    override readonly cause: string | undefined,
    /** Further names under which handlers know it: a missed heartbeat is reported as a time-out. */
    readonly aliases: readonly string[] = [],
  ) {
    super(`${error ?? ''}: ${cause ?? ''}`);
  }
}

/** The execution is over, or a sibling branch has failed: what is under way stops without a trace. */
export class Halted extends Error {
  override readonly name = 'Halted';
}

export function runtimeFailure(cause: string): StateFailure {
  return new StateFailure('States.Runtime', cause);
}

export function dataLimit(what: string): StateFailure {
  return new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** `States.Runtime` always ends the execution; `States.DataLimitExceeded` can only be handled by its name. */
export function handles(names: readonly string[], { error, aliases }: StateFailure): boolean {
  if (error === 'States.Runtime') {
    return false;
  }
  if ([error, ...aliases].some((name) => name !== undefined && names.includes(name))) {
    return true;
  }
  if (error === 'States.DataLimitExceeded') {
    return false;
  }
  return names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

/** What a trace says of work that did not end well: the error's name, or that it was stopped. */
export const errorNameOf = (error: unknown): string =>
  error instanceof StateFailure ? (error.error ?? 'States.TaskFailed') : 'States.Halted';

/** Exit statuses of the command: what a script may rely on. */
export const exitStatus = {
  /** Done, whatever was advised. */
  done: 0,
  /** It ran and the answer is "not well". */
  notWell: 1,
  /** Wrong use: unknown option, invalid config or input. */
  wrongUse: 2,
  /** It could not be found out or done: no credentials, unreachable, access denied, metrics unknown. */
  unknown: 3,
} as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

export type CliErrorCode =
  | 'use.invalid-config'
  | 'use.nothing-to-set-up'
  | 'use.invalid-input'
  | 'use.unknown-target'
  | 'use.unknown-decision'
  | 'aws.unreachable'
  | 'aws.denied'
  | 'aws.not-found'
  | 'approval.expired'
  | 'approval.decided'
  | 'local.port-in-use'
  | 'local.not-packaged';

/** A failure that the command explains and ends with; `details` are printed one a line. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    readonly code: CliErrorCode,
    message: string,
    readonly status: ExitStatus,
    readonly details: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One thing in the template that stands in the way of a boot. */
export interface BootProblem {
  readonly logicalId: string;
  readonly type: string;
  /** Where in the resource, such as `Properties.Role`; absent where the whole resource is meant. */
  readonly property?: string;
  readonly message: string;
}

/** The packaged service cannot be booted: every problem at once, each by logical id, type and property. */
export class BootFailure extends Error {
  override readonly name = 'BootFailure';
  readonly code = 'local.boot-failed';

  constructor(readonly problems: readonly BootProblem[]) {
    super(
      `The packaged service cannot be booted:\n${problems.map((problem) => `  ${sentenceOf(problem)}`).join('\n')}`,
    );
  }
}

/** Thrown while one resource is read or created; the caller knows which. */
export class ResourceProblem extends Error {
  override readonly name = 'ResourceProblem';

  constructor(
    readonly property: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

function sentenceOf({ logicalId, type, property, message }: BootProblem): string {
  return `${logicalId} (${type})${property === undefined ? '' : `, ${property}`}: ${message}`;
}

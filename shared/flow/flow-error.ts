export type FlowErrorCode =
  | 'flow.schema-version'
  | 'flow.payload'
  | 'flow.undeclared-target'
  | 'flow.too-large'
  | 'flow.not-applicable';

/** A step that cannot be done, whoever tries. What AWS answers with is a `PortError`. */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  readonly retryable = false;

  constructor(
    readonly code: FlowErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

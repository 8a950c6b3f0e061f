/** What AWS answers with an error: the modelled exception's name, its message and HTTP status, plus the members that the model gives it. */
export class ServiceError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly statusCode: number = 400,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  get fault(): 'client' | 'server' {
    return this.statusCode >= 500 ? 'server' : 'client';
  }
}

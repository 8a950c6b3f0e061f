/** Bytes that are no well-formed value of the dialect, or that break one of its limits. The message says what was found where. */
export class CborError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CborError';
  }
}

/** An expression that cannot be evaluated; the message says why, the caller adds which expression it was. */
export class MathError extends Error {}

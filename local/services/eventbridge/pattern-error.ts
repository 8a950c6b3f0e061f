/** A pattern that EventBridge refuses; the message is the reason. */
export class PatternError extends Error {}

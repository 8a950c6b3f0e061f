import { randomBytes } from 'node:crypto';

/** Which trace a request belongs to: `X-Amzn-Trace-Id`, Step Functions' `traceHeader`, a function's `_X_AMZN_TRACE_ID`. */
export interface TraceHeader {
  readonly root: string;
  /** Segment of whoever sends the request; undefined at the beginning of a trace. */
  readonly parent: string | undefined;
  /** Undefined where whoever sends it left the decision open. */
  readonly sampled: boolean | undefined;
}

/** Undefined for a text that names no trace, which X-Ray treats as if there was none. */
export function readTraceHeader(text: string | undefined): TraceHeader | undefined {
  const fields = new Map((text ?? '').split(';').map((field) => field.trim().split('=', 2) as [string, string]));
  const [root = '', parent = '', sampled] = ['Root', 'Parent', 'Sampled'].map((name) => fields.get(name));
  if (!/^1-[\da-f]{8}-[\da-f]{24}$/.test(root)) {
    return undefined;
  }
  return {
    root,
    parent: /^[\da-f]{16}$/.test(parent) ? parent : undefined,
    sampled: sampled === '1' || sampled === '0' ? sampled === '1' : undefined,
  };
}

export function traceHeaderText({ root, parent, sampled }: TraceHeader): string {
  const fields = [`Root=${root}`, parent === undefined ? [] : `Parent=${parent}`];
  return [...fields.flat(), ...(sampled === undefined ? [] : [`Sampled=${sampled ? 1 : 0}`])].join(';');
}

/** X-Ray's form: the version, seconds of the wall clock in hexadecimal, 96 random bits. */
export const newTraceId = (nowMs: number): string =>
  `1-${Math.floor(nowMs / 1_000)
    .toString(16)
    .padStart(8, '0')}-${randomBytes(12).toString('hex')}`;

export const newSegmentId = (): string => randomBytes(8).toString('hex');

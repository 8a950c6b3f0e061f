import { randomBytes } from 'node:crypto';

/**
 * A piece of work inside an invocation, as X-Ray takes it when it is sent by itself (X-Ray developer guide, "AWS X-Ray segment
 * documents"). What is undefined is left out. No member holds anything of a request or an answer but names, numbers and ids.
 */
export interface Subsegment {
  readonly type: 'subsegment';
  /** At most 200 characters. */
  readonly name: string;
  /** 16 hexadecimal digits. */
  readonly id: string;
  readonly trace_id: string;
  readonly parent_id: string;
  /** Seconds since the epoch, with a fraction. */
  readonly start_time: number;
  readonly end_time: number;
  readonly namespace?: 'aws';
  /** The caller's fault (4xx). */
  readonly error?: boolean;
  /** Refused because it was too much; `error` is set too. */
  readonly throttle?: boolean;
  /** The server's fault (5xx), no answer, or a step that has failed. */
  readonly fault?: boolean;
  readonly cause?: { readonly exceptions: readonly [Failure] };
  readonly http?: { readonly response: { readonly status: number } } | undefined;
  readonly aws?: {
    readonly operation: string;
    readonly region: string | undefined;
    readonly request_id: string | undefined;
    readonly retries: number;
  };
  /** What a trace is found by: at most 1,000 characters each. */
  readonly annotations?: Readonly<Record<string, string | undefined>>;
}

/** By name alone: messages of AWS quote what they were sent. */
interface Failure {
  readonly id: string;
  readonly type: string;
  readonly remote: boolean;
}

export const newId = (): string => randomBytes(8).toString('hex');

export const causedBy = (type: string, remote: boolean): NonNullable<Subsegment['cause']> => ({
  exceptions: [{ id: newId(), type: type.slice(0, 200), remote }],
});

import { FlowError, type FunctionName, PortError } from '../../shared/flow';
import type { Stop } from '../protocol/asl-machine';
import type { Cell } from './fault-cells';
import type { TargetName } from './plan';

export type MachineName = 'rightsize' | 'recovery';

export interface Proc {
  readonly arn: string;
  readonly machine: MachineName;
  readonly input: unknown;
  readonly target: TargetName;
  /** The wake-up that started it; 0 for a recovery or a successor. */
  readonly wake: number;
  /** Wake-ups of its target when it began. */
  readonly bornWakes: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  stoppedAtMs: number;
  stop: Stop | undefined;
  /** Entered time of the state that it is in. */
  now: string;
  /** Counts the states entered: what was meant for an earlier one is not heard. */
  turn: number;
  look: number;
}

export interface Attempt {
  readonly id: string;
  readonly proc: Proc;
  readonly state: string;
  readonly fn: FunctionName;
  readonly payload: unknown;
  readonly turn: number;
  readonly beganMs: number;
  alive: boolean;
  /** The machine still waits for it. */
  heard: boolean;
  signal: () => void;
}

export interface Verdict {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly struck: readonly Cell[];
  readonly executions: number;
  readonly changes: number;
  readonly frozen: boolean;
  readonly log: readonly string[];
}

/** How many executions deep the event of a recovery that failed itself is. */
export function depthOf(event: { readonly detail: { readonly input: string } }): number {
  let depth = 1;
  let inner = JSON.parse(event.detail.input) as { readonly detail?: { readonly input: string } };
  while (inner.detail !== undefined) {
    depth += 1;
    inner = JSON.parse(inner.detail.input);
  }
  return depth;
}

/** As Lambda answers: the error's name, and a cause with its message. */
export function failureOf(error: unknown): { readonly Error: string; readonly Cause: string } {
  if (!(error instanceof PortError) && !(error instanceof FlowError)) {
    return { Error: 'unexpected', Cause: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const name = `Daxpilot.${error.retryable ? 'Transient' : 'Final'}`;
  return { Error: name, Cause: JSON.stringify({ errorMessage: `${error.code}: ${error.message}`, errorType: name }) };
}

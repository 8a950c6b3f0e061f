import type { Clock } from '../../../kernel/clock';
import type { Platform, Principal } from '../../../kernel/service';
import type { Span } from '../../xray';
import type { Json, JsonObject } from '../json';
import type { QueryLanguage, SubMachine } from '../language/types';
import type { TaskTokens } from '../tasks/task-tokens';
import { Halted } from './failure';
import type { Trail } from './history';
import type { Variables } from './variables';

/** What stays the same through one execution. */
export interface ExecutionFrame {
  readonly arn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly startMs: number;
  readonly input: Json;
  readonly machine: { readonly arn: string; readonly name: string };
  readonly language: QueryLanguage;
  readonly platform: Platform;
  readonly tokens: TaskTokens;
  /** The session of the machine's role, or of another role that a task names. */
  readonly principal: (roleArn?: string) => Principal;
  /** Called before every state: the place where an execution whose machine was deleted stops. */
  readonly onTransition: () => void;
  /** Resolves when the execution with this ARN has ended. */
  readonly ended: (executionArn: string) => Promise<void>;
  /** What tasks are told of the trace where nothing is recorded here. */
  readonly traceHeader: string | undefined;
}

export interface MapItem {
  readonly index: number;
  readonly key: string | undefined;
  readonly value: Json;
}

/** One line of control: the machine's own, a Parallel state's branch or a Map state's iteration. */
export interface Branch {
  readonly frame: ExecutionFrame;
  readonly variables: Variables;
  readonly trail: Trail;
  readonly signal: AbortSignal;
  readonly item: MapItem | undefined;
  readonly work: ClockHold;
  /** What its states hang under in the trace; undefined where none is recorded. */
  readonly span: Span | undefined;
}

/** Runs a machine on a branch; the states that hold machines get it handed in. */
export type RunMachine = (branch: Branch, machine: SubMachine, input: Json) => Promise<Json>;

/** Keeps virtual time from moving on under `advance` while a branch computes; a branch that waits lets go. */
export class ClockHold {
  #release: (() => void) | undefined;

  constructor(private readonly clock: Clock) {}

  take(): void {
    this.#release ??= this.clock.hold?.();
  }

  letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }

  async during<Result>(wait: () => Promise<Result>): Promise<Result> {
    this.letGo();
    try {
      return await wait();
    } finally {
      this.take();
    }
  }
}

/** `promise`, or the signal's reason as soon as it is aborted. */
export async function unlessHalted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  throwIfHalted(signal);
  let onAbort: (() => void) | undefined;
  const halted = new Promise<never>((_, reject) => {
    onAbort = () => reject(reasonOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, halted]);
  } finally {
    if (onAbort !== undefined) {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

export function throwIfHalted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw reasonOf(signal);
  }
}

function reasonOf(signal: AbortSignal): unknown {
  return signal.reason instanceof Error ? signal.reason : new Halted();
}

/** Waits in virtual time. */
export function pause({ frame, signal, work }: Branch, ms: number): Promise<void> {
  return work.during(() => frame.platform.clock.sleep(ms, signal));
}

/** The context object, as `$states.context` and `$$` show it. */
export function contextOf(
  { frame, item }: Branch,
  state: {
    readonly name: string;
    readonly enteredMs: number;
    readonly retryCount: number;
    readonly taskToken: string | undefined;
  },
): JsonObject {
  return {
    Execution: {
      Id: frame.arn,
      Input: frame.input,
      StartTime: new Date(frame.startMs).toISOString(),
      Name: frame.name,
      RoleArn: frame.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: frame.machine.arn, Name: frame.machine.name },
    State: { Name: state.name, EnteredTime: new Date(state.enteredMs).toISOString(), RetryCount: state.retryCount },
    ...(item === undefined
      ? {}
      : {
          Map: {
            Item: {
              Index: item.index,
              ...(item.key === undefined ? {} : { Key: item.key }),
              Value: item.value,
              Source: 'STATE_DATA',
            },
          },
        }),
    ...(state.taskToken === undefined ? {} : { Task: { Token: state.taskToken } }),
  };
}

import { sessionOf } from '../../kernel/credentials';
import type { Platform } from '../../kernel/service';
import type { Span, XRay } from '../xray';
import { traceExecution } from './execution-trace';
import { type Branch, ClockHold, type ExecutionFrame } from './interpreter/branch';
import { Halted, StateFailure } from './interpreter/failure';
import { History, Trail } from './interpreter/history';
import { runMachine } from './interpreter/run-machine';
import { Variables } from './interpreter/variables';
import { type Json, textOf } from './json';
import type { Revision } from './machine-store';
import type { TaskTokens } from './tasks/task-tokens';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface ExecutionOptions {
  readonly platform: Platform;
  readonly tokens: TaskTokens;
  readonly arn: string;
  readonly name: string;
  readonly machine: { readonly arn: string; readonly name: string };
  readonly versionArn: string | undefined;
  readonly revision: Revision;
  /** JSON text as it was given. */
  readonly inputText: string;
  /** The trace that it was given. */
  readonly traceHeader?: string | undefined;
  readonly xray?: XRay | undefined;
  readonly onStatus: (execution: Execution) => void;
  readonly onTransition: (execution: Execution) => void;
  readonly ended: (executionArn: string) => Promise<void>;
}

/** How an execution ended; `error` and `cause` only where they were given. */
interface Ending {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly event: string;
  readonly previousEventId: number;
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** One execution from its start to its end. It keeps the definition that it was started with. */
export class Execution {
  readonly history: History;
  readonly startMs: number;
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;
  /** Its segment, where it is recorded. */
  #span: Span | undefined;
  #resolveDone: () => void = () => undefined;
  status: ExecutionStatus = 'RUNNING';
  stopMs: number | undefined;
  outputText: string | undefined;
  error: string | undefined;
  cause: string | undefined;

  constructor(readonly options: ExecutionOptions) {
    const { clock } = options.platform;
    this.startMs = clock.now();
    this.history = new History(() => clock.now());
    this.#done = new Promise((resolve) => {
      this.#resolveDone = resolve;
    });
  }

  /** Resolves when the execution has ended. */
  get done(): Promise<void> {
    return this.#done;
  }

  start(): void {
    const { revision, inputText, versionArn, platform } = this.options;
    this.history.add('ExecutionStarted', 0, {
      member: 'executionStartedEventDetails',
      value: {
        input: inputText,
        inputDetails: { truncated: false },
        roleArn: revision.roleArn,
        ...(versionArn === undefined ? {} : { stateMachineVersionArn: versionArn }),
      },
    });
    const traced = traceExecution(this.options);
    this.#span = traced.span;
    this.options.onStatus(this);
    const { TimeoutSeconds: timeout } = revision.definition;
    const timer =
      timeout === undefined
        ? undefined
        : platform.clock.at(this.startMs + timeout * 1_000, () =>
            this.#end({ status: 'TIMED_OUT', event: 'ExecutionTimedOut', previousEventId: 0 }),
          );
    void this.#run(traced.handedOn).finally(() => timer?.cancel());
  }

  stop(error?: string, cause?: string): void {
    this.#end({ status: 'ABORTED', event: 'ExecutionAborted', previousEventId: 0, error, cause });
  }

  /** The platform stops: nothing more is run, told or written. */
  abandon(): void {
    this.#abort.abort(new Halted());
  }

  async #run(traceHeader: string | undefined): Promise<void> {
    const { platform, revision } = this.options;
    const input = JSON.parse(this.options.inputText) as Json;
    const work = new ClockHold(platform.clock);
    work.take();
    const branch: Branch = {
      frame: this.#frame(input, traceHeader),
      variables: new Variables(),
      trail: new Trail(this.history, 0),
      signal: this.#abort.signal,
      item: undefined,
      work,
      span: this.#span,
    };
    try {
      const output = await runMachine(branch, revision.definition, input);
      this.#end({
        status: 'SUCCEEDED',
        event: 'ExecutionSucceeded',
        previousEventId: branch.trail.last,
        output: textOf(output),
      });
    } catch (error) {
      if (this.status === 'RUNNING' && !(error instanceof Halted)) {
        const failure = error instanceof StateFailure ? error : this.#unexpected(error);
        this.#end({
          status: 'FAILED',
          event: 'ExecutionFailed',
          previousEventId: branch.trail.last,
          error: failure.error,
          cause: failure.cause,
        });
      }
    } finally {
      work.letGo();
    }
  }

  #frame(input: Json, traceHeader: string | undefined): ExecutionFrame {
    const { options } = this;
    const { revision } = options;
    return {
      arn: options.arn,
      name: options.name,
      roleArn: revision.roleArn,
      startMs: this.startMs,
      input,
      machine: options.machine,
      language: revision.definition.QueryLanguage ?? 'JSONPath',
      platform: options.platform,
      tokens: options.tokens,
      principal: (roleArn = revision.roleArn) => sessionOf(roleArn, options.name),
      ended: options.ended,
      traceHeader,
      onTransition: () => options.onTransition(this),
    };
  }

  #unexpected(error: unknown): StateFailure {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.options.platform.log.write('states.interpreter-failed', { execution: this.options.arn, error: text });
    return new StateFailure(
      'States.Runtime',
      `The local interpreter failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  #end({ status, event, previousEventId, output, error, cause }: Ending): void {
    if (this.status !== 'RUNNING' || this.#abort.signal.aborted) {
      return;
    }
    this.status = status;
    this.stopMs = this.options.platform.clock.now();
    this.outputText = output;
    this.error = error;
    this.cause = cause;
    this.history.close(event, previousEventId, {
      member: `${event.charAt(0).toLowerCase()}${event.slice(1)}EventDetails`,
      value: {
        ...(output === undefined ? {} : { output, outputDetails: { truncated: false } }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      },
    });
    this.#abort.abort(new Halted());
    this.#span?.end(status === 'SUCCEEDED' ? {} : { fault: error ?? status });
    this.options.onStatus(this);
    this.#resolveDone();
  }
}

import { randomUUID } from 'node:crypto';
import type { Call, Platform } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import type { XRay } from '../xray';
import { brokenConstraint } from './constraint';
import { Execution } from './execution';
import { MAX_DATA_BYTES } from './json';
import type { Target } from './machine-store';
import { checkExecutionArn, checkName, executionArn } from './names';
import { announce } from './status-change';
import type { TaskTokens } from './tasks/task-tokens';

/** AWS keeps ended executions for 90 days, and their names with them. */
const KEEP_MS = 90 * 86_400_000;

/** The executions of the account, in the order of their start. */
export class ExecutionStore {
  readonly #executions = new Map<string, Execution>();
  /** Running executions whose machine was deleted. */
  readonly #doomed = new WeakSet<Execution>();
  #stopped = false;

  constructor(
    private readonly platform: Platform,
    private readonly tokens: TaskTokens,
    private readonly versionArn: (target: Target) => string | undefined,
    /** Ended executions kept at most; beyond it the oldest go. */
    private readonly maxEnded: number,
    private readonly xray?: XRay,
  ) {}

  start(
    target: Target,
    name: string | undefined,
    inputText: string,
    { traceHeader }: Pick<Call, 'traceHeader'> = {},
  ): Execution {
    const { machine, revision } = target;
    const chosen = name === undefined ? randomUUID() : checkName(name);
    checkInput(inputText);
    this.#sweep();
    const arn = executionArn(this.platform, machine.name, chosen);
    const known = this.#executions.get(arn);
    if (known !== undefined) {
      if (known.status === 'RUNNING' && known.options.inputText === inputText) {
        return known;
      }
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    if (this.#stopped) {
      throw new ServiceError('ServiceUnavailable', 'The platform is stopping.', 503);
    }
    const execution = new Execution({
      platform: this.platform,
      tokens: this.tokens,
      arn,
      name: chosen,
      machine,
      versionArn: this.versionArn(target),
      revision,
      inputText,
      traceHeader,
      xray: this.xray,
      onStatus: (changed) => announce(this.platform, changed),
      onTransition: (running) => this.#checkDeleted(running),
      ended: (other) => this.get(other).done,
    });
    this.#executions.set(arn, execution);
    execution.start();
    return execution;
  }

  get(arn: unknown): Execution {
    const execution = this.#executions.get(checkExecutionArn(arn));
    if (execution === undefined) {
      throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${String(arn)}'`);
    }
    return execution;
  }

  /** The executions of a machine, or of one of its versions, the latest first. */
  of(machineArn: string, versionArn: string | undefined): readonly Execution[] {
    const all = [...this.#executions.values()].reverse();
    return all.filter(
      ({ options }) =>
        options.machine.arn === machineArn && (versionArn === undefined || options.versionArn === versionArn),
    );
  }

  /** The machine is gone: its executions stop before their next state. */
  machineDeleted(machineArn: string): void {
    for (const execution of this.of(machineArn, undefined)) {
      this.#doomed.add(execution);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const execution of this.#executions.values()) {
      execution.abandon();
    }
  }

  #checkDeleted(execution: Execution): void {
    if (this.#doomed.has(execution)) {
      execution.stop();
    }
  }

  #sweep(): void {
    const oldestMs = this.platform.clock.now() - KEEP_MS;
    let excess = this.#executions.size - this.maxEnded;
    for (const [arn, { stopMs }] of this.#executions) {
      if (stopMs === undefined) {
        continue;
      }
      if (excess <= 0 && stopMs >= oldestMs) {
        return;
      }
      excess -= 1;
      this.#executions.delete(arn);
    }
  }
}

function checkInput(text: string): void {
  if (Buffer.byteLength(text) > MAX_DATA_BYTES) {
    throw brokenConstraint(
      'input',
      `(${Buffer.byteLength(text)} bytes)`,
      `Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}

import { randomUUID } from 'node:crypto';
import { sessionOf } from '../../kernel/credentials';
import type { Platform } from '../../kernel/service';
import { openDaemon, type XRay } from '../xray';
import { nodeMajorOf } from './configuration';
import { publishEmbedded } from './embedded-metrics';
import { environmentOf } from './environment';
import { lambdaError } from './errors';
import { FunctionLog } from './function-log';
import { UnpackedPackages } from './function-package';
import { traceInvocation } from './invocation-trace';
import type { FunctionRecord, FunctionVersion, Resolved } from './registry';
import { type Outcome, Sandbox } from './sandbox';
import { type PoolOptions, SandboxPool } from './sandbox-pool';

export interface RunnerOptions extends PoolOptions {
  /** What the platform adds to the environment of every function, over its own; a changed answer holds for new instances. */
  readonly environment?: () => Readonly<Record<string, string>>;
  /** Where traces go. Default: nothing is traced. */
  readonly xray?: XRay;
}

export interface RunRequest {
  readonly target: Resolved;
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly clientContext?: unknown;
  /** The trace of whoever calls, as `X-Amzn-Trace-Id` names it. */
  readonly traceHeader?: string | undefined;
}

export interface Run {
  readonly outcome: Outcome;
  /** The last lines of the invocation's log, at most 4 KB. */
  readonly logTail: string;
}

const MAX_RESPONSE_BYTES = 6_291_556;
/** The longest time-out of a function. */
const LONGEST_RUN_MS = 900_000;
const LOG_TAIL_BYTES = 4_096;

/** Runs function versions in worker threads and keeps warm ones. */
export class FunctionRunner {
  readonly #pool: SandboxPool;
  readonly #packages = new UnpackedPackages();
  readonly #running = new Map<string, number>();
  readonly #logs = new Map<string, string>();
  readonly #keys = new Map<string, Set<string>>();
  readonly #logOf = new WeakMap<Sandbox, FunctionLog>();

  constructor(
    private readonly platform: Platform,
    private readonly options: RunnerOptions = {},
  ) {
    this.#pool = new SandboxPool(options);
  }

  get threads(): number {
    return this.#pool.threads;
  }

  async run(request: RunRequest): Promise<Run> {
    const { target, requestId, event, clientContext } = request;
    const { record, version, arn } = target;
    this.#enter(record);
    const trace = traceInvocation(this.platform, this.options.xray, request);
    const release = this.platform.clock.hold?.();
    const key = `${record.name}:${version.version}:${version.revisionId}:${JSON.stringify(this.options.environment?.() ?? {})}`;
    this.#keys.set(record.name, (this.#keys.get(record.name) ?? new Set()).add(key));
    const startedMs = performance.now();
    this.#logs.set(requestId, `START RequestId: ${requestId} Version: ${version.version}\n`);
    try {
      const sandbox = await this.#pool.acquire(key, () => this.#start(record, version));
      // Lambda itself writes a line when an invocation begins.
      this.#logOf.get(sandbox)?.takes();
      const raw = await sandbox.invoke({
        requestId,
        event,
        invokedFunctionArn: arn,
        timeoutMs: version.settings.timeoutSeconds * 1_000,
        clientContext,
        traceHeader: trace.begins(),
      });
      this.#pool.release(key, sandbox);
      const outcome = withinLimit(raw);
      trace.ends(outcome);
      const durationMs = performance.now() - startedMs;
      this.#note(requestId, ending(requestId, durationMs, version.settings.memoryMb, outcome));
      this.platform.log.write('lambda.invoked', {
        function: record.name,
        version: version.version,
        requestId,
        durationMs: Math.round(durationMs),
        ...(outcome.kind === 'error' ? { error: outcome.error.errorType, message: outcome.error.errorMessage } : {}),
      });
      return { outcome, logTail: tailOf(this.#logs.get(requestId) ?? '') };
    } finally {
      trace.ends();
      this.#logs.delete(requestId);
      this.#running.set(record.name, (this.#running.get(record.name) ?? 1) - 1);
      release?.();
    }
  }

  /** The function changed or is gone: its warm instances are of no more use. */
  drop(name: string): void {
    for (const key of this.#keys.get(name) ?? []) {
      this.#pool.drop(key);
    }
    this.#keys.delete(name);
  }

  async stop(): Promise<void> {
    await this.#pool.stop();
    await this.#packages.remove();
  }

  #enter({ name, reservedConcurrency }: FunctionRecord): void {
    const running = this.#running.get(name) ?? 0;
    if (reservedConcurrency !== undefined && running >= reservedConcurrency) {
      throw lambdaError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    this.#running.set(name, running + 1);
  }

  async #start(record: FunctionRecord, version: FunctionVersion): Promise<Sandbox> {
    const taskRoot = await this.#packages.folderOf(version.code);
    const instance = randomUUID().replaceAll('-', '');
    const { xray } = this.options;
    const daemon =
      xray === undefined || version.settings.tracing !== 'Active'
        ? undefined
        : await openDaemon(this.platform, xray, sessionOf(version.settings.role, record.name));
    const { variables, credentialsEndMs, principal, logStream } = environmentOf(
      this.platform,
      record,
      version,
      taskRoot,
      instance,
      this.options.environment?.(),
      daemon?.address,
    );
    const log = new FunctionLog(this.platform, { function: record.name, stream: logStream, principal });
    const sandbox = new Sandbox({
      taskRoot,
      handler: version.settings.handler,
      nodeMajor: nodeMajorOf(version.settings.runtime),
      environment: variables,
      retireAtMs: credentialsEndMs === undefined ? undefined : credentialsEndMs - LONGEST_RUN_MS,
      memoryMb: version.settings.memoryMb,
      onLog: (text, requestId) => this.#write(record.name, log, text, requestId),
      onExit: (ended) => {
        daemon?.close();
        this.#pool.forget(ended);
      },
    });
    this.#logOf.set(sandbox, log);
    return sandbox;
  }

  #write(name: string, log: FunctionLog, text: string, requestId: string | undefined): void {
    if (requestId !== undefined) {
      this.#note(requestId, text);
    }
    if (!log.takes()) {
      return;
    }
    publishEmbedded(this.platform, text);
    this.platform.log.write('lambda.log', {
      function: name,
      ...(requestId === undefined ? {} : { requestId }),
      text: text.trimEnd(),
    });
  }

  #note(requestId: string, text: string): void {
    const before = this.#logs.get(requestId);
    if (before !== undefined) {
      this.#logs.set(requestId, tailOf(before + text));
    }
  }
}

function withinLimit(outcome: Outcome): Outcome {
  if (outcome.kind !== 'result') {
    return outcome;
  }
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes <= MAX_RESPONSE_BYTES) {
    return outcome;
  }
  return {
    kind: 'error',
    error: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    },
  };
}

function ending(requestId: string, durationMs: number, memoryMb: number, outcome: Outcome): string {
  const failure =
    outcome.kind === 'error' && outcome.error.trace === undefined ? `${outcome.error.errorMessage}\n` : '';
  const shown = durationMs.toFixed(2);
  return `${failure}END RequestId: ${requestId}\nREPORT RequestId: ${requestId}\tDuration: ${shown} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: ${memoryMb} MB\t\n`;
}

function tailOf(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.byteLength <= LOG_TAIL_BYTES ? text : bytes.subarray(bytes.byteLength - LOG_TAIL_BYTES).toString();
}

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What Lambda answers for a failed invocation, as the payload's JSON. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type Outcome =
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: FunctionFailure };

export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly invokedFunctionArn: string;
  readonly timeoutMs: number;
  readonly clientContext?: unknown;
  /** What `_X_AMZN_TRACE_ID` holds while it lasts. */
  readonly traceHeader?: string | undefined;
}

export interface SandboxOptions {
  readonly taskRoot: string;
  readonly handler: string;
  /** Major version of the Node.js runtime that the function asks for. */
  readonly nodeMajor: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  /** Wall time after which no invocation is given to it, because its credentials are about to end. */
  readonly retireAtMs?: number | undefined;
  readonly onLog: (text: string, requestId: string | undefined) => void;
  /** Told once when the thread has ended, for whatever reason. */
  readonly onExit: (sandbox: Sandbox) => void;
}

type Message =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-error'; readonly error: FunctionFailure }
  | { readonly kind: 'log'; readonly requestId?: string; readonly text: string }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: FunctionFailure }
  | { readonly kind: 'fault'; readonly requestId?: string; readonly error: FunctionFailure };

/** Lambda's own limit for the init phase; a cold start on a busy machine may take a while. */
const INIT_TIMEOUT_MS = 10_000;

/** One instance of a function: a worker thread that answers one invocation at a time. Time-outs are wall time. */
export class Sandbox {
  readonly #worker: Worker;
  readonly #options: SandboxOptions;
  #initFailure: FunctionFailure | undefined;
  #settle: ((outcome: Outcome) => void) | undefined;
  #requestId = '';
  #dead = false;
  #exitReason = 'Runtime exited without providing a reason';
  /** Resolves when the handler is loaded, has failed to load, or the thread is gone. */
  readonly loaded: Promise<void>;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#worker = new Worker(join(__dirname, 'handler-runtime.cjs'), {
      env: { ...options.environment },
      stdout: true,
      stderr: true,
      workerData: { taskRoot: options.taskRoot, handler: options.handler, nodeMajor: options.nodeMajor },
      resourceLimits: {
        maxOldGenerationSizeMb: options.memoryMb,
        maxYoungGenerationSizeMb: Math.min(options.memoryMb / 4, 32),
      },
    });
    this.loaded = new Promise((resolve) => {
      this.#worker.on('message', (message: Message) => this.#receive(message, resolve));
      this.#worker.on('error', (error: Error & { readonly code?: string }) => {
        const why = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'signal: killed' : 'exit status 1';
        this.#end(exitError(this.#requestId, `Runtime exited with error: ${why}`));
      });
      this.#worker.on('exit', (code) => {
        this.#dead = true;
        if (code !== 0) {
          this.#exitReason = `Runtime exited with error: exit status ${code}`;
        }
        resolve();
        this.#end(exitError(this.#requestId, this.#exitReason));
        options.onExit(this);
      });
    });
  }

  get usable(): boolean {
    const { retireAtMs = Number.POSITIVE_INFINITY } = this.#options;
    return !this.#dead && this.#initFailure === undefined && Date.now() < retireAtMs;
  }

  async invoke(invocation: Invocation): Promise<Outcome> {
    this.#requestId = invocation.requestId;
    const { timeoutMs } = invocation;
    return new Promise<Outcome>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      this.#settle = (outcome) => {
        clearTimeout(timer);
        this.#settle = undefined;
        resolve(outcome);
      };
      const giveUp = (): void => {
        this.#end({
          errorType: 'Sandbox.Timedout',
          errorMessage: `RequestId: ${invocation.requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
        });
        void this.terminate();
      };
      timer = setTimeout(giveUp, INIT_TIMEOUT_MS + timeoutMs);
      const begin = (): void => {
        if (this.#settle === undefined) {
          return;
        }
        if (this.#initFailure !== undefined) {
          this.#end(this.#initFailure);
          void this.terminate();
          return;
        }
        if (this.#dead) {
          this.#end(exitError(invocation.requestId, this.#exitReason));
          return;
        }
        clearTimeout(timer);
        timer = setTimeout(giveUp, timeoutMs);
        this.#worker.postMessage({ ...invocation, deadlineMs: Date.now() + timeoutMs });
      };
      this.loaded.then(begin, begin);
    });
  }

  async terminate(): Promise<void> {
    this.#dead = true;
    await this.#worker.terminate();
  }

  #receive(message: Message, loaded: () => void): void {
    switch (message.kind) {
      case 'ready':
        loaded();
        return;
      case 'init-error':
        this.#initFailure = message.error;
        loaded();
        return;
      case 'log':
        this.#options.onLog(message.text, message.requestId);
        return;
      case 'fault':
        this.#end(message.error);
        void this.terminate();
        return;
      case 'result':
        this.#settle?.({ kind: 'result', payload: message.payload });
        return;
      case 'error':
        this.#settle?.({ kind: 'error', error: message.error });
        return;
    }
  }

  #end(error: FunctionFailure): void {
    this.#settle?.({ kind: 'error', error });
  }
}

function exitError(requestId: string, reason: string): FunctionFailure {
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}

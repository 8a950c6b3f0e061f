import { batchGet } from '../batch/batch-get';
import type { BatchParts } from '../batch/batch-parts';
import { batchWrite } from '../batch/batch-write';
import type { CallOptions, Engine } from '../calls/engine';
import type { Input, Operation, Output } from '../calls/operation';
import { AccessError } from '../errors/access-error';
import { planOf } from './commands';
import { refuseStrangeKey, refuseUnsupported } from './refused-parameters';
import type { Translator } from './translator';

type Callback = (error: unknown, output?: unknown) => void;
interface SendOptions {
  readonly abortSignal?: AbortSignal;
  readonly requestTimeout?: number;
}
/** Sends what DAX does not have to the table, as the SDK's own client does. */
export type TableSend = (command: never, options?: never) => Promise<unknown>;

/** What `send(command)` means here. */
export class Dispatch {
  constructor(
    private readonly engine: Pick<Engine, 'call'>,
    private readonly batches: BatchParts,
    private readonly translator: Translator,
    private readonly toTable: TableSend,
  ) {}

  /** With a callback as the second or third argument there is no promise, as in the SDK. */
  readonly send = (command: object, optionsOrCallback?: unknown, callback?: unknown): Promise<unknown> | undefined => {
    const given = typeof optionsOrCallback === 'function' ? optionsOrCallback : callback;
    const options =
      typeof optionsOrCallback === 'function' ? undefined : (optionsOrCallback as SendOptions | undefined);
    const outcome = this.carryOut(command, options);
    if (typeof given !== 'function') return outcome;
    const tell = given as Callback;
    outcome.then(
      (output) => tell(null, output),
      (error: unknown) => tell(error),
    );
    return undefined;
  };

  native(operation: Operation, document: object, options?: CallOptions): Promise<unknown> {
    try {
      refuseUnsupported(operation, document);
      const input = this.translator.input(operation, document);
      return this.call(operation, input, options).then((output) =>
        this.translator.output(operation, output, { $metadata: metadata() }),
      );
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private call(
    operation: Operation,
    input: Input<Operation>,
    options: CallOptions | undefined,
  ): Promise<Output<Operation>> {
    refuseStrangeKey(input, this.batches.keyNames);
    if (operation === 'batchGetItem') return batchGet(this.batches, input as Input<'batchGetItem'>, options);
    if (operation === 'batchWriteItem') return batchWrite(this.batches, input as Input<'batchWriteItem'>, options);
    return this.engine.call<Operation>(operation, input, options);
  }

  private async carryOut(command: object, options: SendOptions | undefined): Promise<unknown> {
    const plan = planOf(command);
    const { input } = command as { readonly input: object };
    switch (plan.kind) {
      case 'refused':
        throw new AccessError(plan.why, { code: 'access.unsupported', retryable: false });
      case 'table':
        return this.toTable(command as never, options as never);
      case 'operation': {
        const timed = callOptionsOf(options);
        const work = plan.native
          ? this.native(plan.operation, input, timed)
          : this.raw(plan.operation, input as Input<Operation>, timed);
        return options?.abortSignal === undefined ? work : untilAborted(work, options.abortSignal);
      }
    }
  }

  private async raw(operation: Operation, input: Input<Operation>, options: CallOptions | undefined): Promise<unknown> {
    refuseUnsupported(operation, input);
    return { $metadata: metadata(), ...(await this.call(operation, input, options)) };
  }
}

/** The caller lets go; what was sent goes on, as with the SDK. */
function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function callOptionsOf(options: SendOptions | undefined): CallOptions | undefined {
  return options?.requestTimeout === undefined ? undefined : { deadlineMs: options.requestTimeout };
}

/** Unless the table said more. */
const metadata = () => ({ httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 });

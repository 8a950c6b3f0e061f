import type { Call, Operation } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import type { AsyncQueue } from './async-queue';
import { invalidParameter, lambdaError } from './errors';
import { referenceOf } from './names';
import type { FunctionRegistry } from './registry';
import type { FunctionRunner } from './runner';

export interface InvokeInput {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly InvocationType?: string;
  readonly LogType?: string;
  readonly ClientContext?: string;
  readonly Payload?: Uint8Array | string;
}

const MAX_SYNC_BYTES = 6_291_456;
const MAX_ASYNC_BYTES = 1_048_576;

export function invokeOperations(
  registry: FunctionRegistry,
  runner: FunctionRunner,
  queue: AsyncQueue,
): Record<string, Operation> {
  return {
    async Invoke(input: InvokeInput, call: Call) {
      const type = input.InvocationType ?? 'RequestResponse';
      const reference = referenceOf(input.FunctionName, input.Qualifier, registry.home);
      const target = registry.resolve(reference);
      const event = eventOf(input.Payload, type);
      switch (type) {
        case 'DryRun':
          return { StatusCode: 204 };
        case 'Event':
          queue.add({ reference, event, requestId: call.requestId, traceHeader: call.traceHeader });
          return { StatusCode: 202 };
        case 'RequestResponse': {
          const { outcome, logTail } = await runner.run({
            target,
            requestId: call.requestId,
            event,
            clientContext: clientContextOf(input.ClientContext),
            traceHeader: call.traceHeader,
          });
          const payload = outcome.kind === 'result' ? outcome.payload : JSON.stringify(outcome.error);
          return {
            StatusCode: 200,
            ...(outcome.kind === 'error' ? { FunctionError: 'Unhandled' } : {}),
            ...(input.LogType === 'Tail' ? { LogResult: Buffer.from(logTail).toString('base64') } : {}),
            Payload: Buffer.from(payload),
            ExecutedVersion: target.version.version,
          };
        }
        default:
          throw invalidParameter(`InvocationType must be RequestResponse, Event or DryRun, got "${type}".`);
      }
    },
    /** The old asynchronous form. */
    InvokeAsync(input: { readonly FunctionName?: string; readonly InvokeArgs?: Uint8Array | string }, call: Call) {
      const reference = referenceOf(input.FunctionName, undefined, registry.home);
      registry.resolve(reference);
      const event = eventOf(input.InvokeArgs, 'Event');
      queue.add({ reference, event, requestId: call.requestId, traceHeader: call.traceHeader });
      return { Status: 202 };
    },
  };
}

function eventOf(payload: Uint8Array | string | undefined, type: string): string {
  const bytes = Buffer.from(payload ?? '');
  const limit = type === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES;
  if (bytes.byteLength > limit) {
    throw lambdaError(
      'RequestTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
    );
  }
  const text = bytes.byteLength === 0 ? '{}' : bytes.toString();
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${messageOf(error)}`,
      400,
      {
        Type: 'User',
      },
    );
  }
  return text;
}

function clientContextOf(encoded: string | undefined): unknown {
  if (encoded === undefined) {
    return undefined;
  }
  try {
    return JSON.parse(Buffer.from(encoded, 'base64').toString());
  } catch {
    throw new ServiceError(
      'InvalidRequestContentException',
      'Client context must be a valid Base64-encoded JSON object.',
      400,
      {
        Type: 'User',
      },
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Platform, Principal } from '../../../kernel/service';
import { StateFailure } from '../interpreter/failure';
import { isObject, type Json, type JsonObject, textOf } from '../json';
import { isModelled } from './sdk-model';
import { failureOf, optimisedSpelling } from './service-failure';

export const LAMBDA_ERRORS = optimisedSpelling('Lambda', 'AWSLambda', 'AWSLambdaException', (name) =>
  isModelled('lambda', name),
);

export interface LambdaAnswer {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly Payload?: Uint8Array;
  readonly LogResult?: string;
  readonly ExecutedVersion?: string;
}

/** Invokes the function that a Task names as its Resource. */
export async function invokeDirectly(
  platform: Platform,
  arn: string,
  sent: Json,
  principal: Principal,
  traceHeader: string | undefined,
): Promise<Json> {
  const input = { FunctionName: arn, Payload: Buffer.from(textOf(sent)) };
  return payloadOf(await callLambda(platform, input, principal, traceHeader));
}

export async function callLambda(
  platform: Platform,
  input: object,
  principal: Principal,
  traceHeader: string | undefined,
): Promise<LambdaAnswer> {
  try {
    return await platform.call<LambdaAnswer>('lambda', 'Invoke', input, principal, { traceHeader });
  } catch (error) {
    throw failureOf(error, LAMBDA_ERRORS);
  }
}

/** The function's answer as JSON; an error of the function becomes the task's. */
export function payloadOf({ FunctionError, Payload }: LambdaAnswer): Json {
  const text = Buffer.from(Payload ?? '').toString();
  if (FunctionError === undefined) {
    return text === '' ? '' : (JSON.parse(text) as Json);
  }
  const type = errorTypeIn(text);
  if (type === undefined) {
    const cause = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`;
    throw new StateFailure('Lambda.Unknown', cause);
  }
  throw new StateFailure(type, text);
}

function errorTypeIn(text: string): string | undefined {
  try {
    const parsed = JSON.parse(text) as Json;
    const type = isObject(parsed) ? (parsed as JsonObject).errorType : undefined;
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}

import { randomUUID } from 'node:crypto';
import type { Principal } from '../../../kernel/service';
import type { ExecutionFrame } from '../interpreter/branch';
import { runtimeFailure, StateFailure } from '../interpreter/failure';
import { isArray, isObject, type Json, type JsonObject, textOf } from '../json';
import { type Resource, SDK_SERVICES } from '../language/resource';
import type { IntegrationRun } from './integration-run';
import { callLambda, payloadOf } from './lambda-task';
import { ArgumentError, isModelled, jsonOutput, operationNamed, typedInput } from './sdk-model';
import { type ErrorSpelling, failureOf, optimisedSpelling, sdkSpelling } from './service-failure';
import { startChild } from './start-execution';

export interface Integration {
  run(run: IntegrationRun): Promise<Json>;
}

type IntegrationResource = Extract<Resource, { readonly kind: 'integration' }>;

/** What stands behind a Resource of the form `arn:aws:states:::SERVICE:ACTION`. */
export function integrationOf(resource: IntegrationResource): Integration {
  const { service, action, pattern, resourceType } = resource;
  if (resourceType.startsWith('aws-sdk:')) {
    return { run: (run) => callSdk(run, service, action) };
  }
  switch (service) {
    case 'lambda':
      return { run: invokeFunction };
    case 'states':
      return { run: (run) => startChild(run, pattern, (more) => withMetadata(more)) };
    case 'sns':
      return { run: publish };
    case 'events':
      return { run: putEvents };
    default:
      return { run: (run) => callOptimised(run, service, action, DYNAMODB_ERRORS) };
  }
}

const DYNAMODB_ERRORS = optimisedSpelling('DynamoDB', 'AmazonDynamoDBv2', 'AmazonDynamoDBException', (name) =>
  isModelled('dynamodb', name),
);
const SNS_ERRORS = optimisedSpelling('SNS', 'AmazonSNS', 'AmazonSNSException', (name) => isModelled('sns', name));
const EVENTS_ERRORS = optimisedSpelling('EventBridge', 'AmazonEventBridge', 'AmazonEventBridgeException', (name) =>
  isModelled('eventbridge', name),
);

async function callSdk({ frame, sent, principal }: IntegrationRun, service: string, action: string): Promise<Json> {
  const { prefix } = SDK_SERVICES[service] ?? { prefix: service };
  return callModelled(
    frame,
    service,
    action,
    sent,
    principal,
    sdkSpelling(prefix, (name) => isModelled(service, name)),
  );
}

async function callOptimised(
  run: IntegrationRun,
  service: string,
  action: string,
  spelling: ErrorSpelling,
): Promise<Json> {
  const output = await callModelled(run.frame, service, action, run.sent, run.principal, spelling);
  return withMetadata(isObject(output) ? output : {});
}

async function callModelled(
  frame: ExecutionFrame,
  service: string,
  action: string,
  sent: Json,
  principal: Principal,
  spelling: ErrorSpelling,
): Promise<Json> {
  const operation = operationNamed(service, action);
  const target = SDK_SERVICES[service]?.service ?? service;
  if (operation === undefined) {
    throw runtimeFailure(`The service ${service} has no operation ${action}.`);
  }
  try {
    const output = await frame.platform.call<unknown>(
      target,
      operation,
      typedInput(service, operation, sent),
      principal,
    );
    return jsonOutput(service, operation, output);
  } catch (error) {
    if (error instanceof ArgumentError) {
      throw runtimeFailure(`The Parameters '${textOf(sent)}' could not be used to start the Task: [${error.message}]`);
    }
    throw failureOf(error, spelling);
  }
}

async function invokeFunction({ frame, sent, principal, traceHeader }: IntegrationRun): Promise<Json> {
  const { Payload: payload = {}, ...rest } = isObject(sent) ? sent : {};
  const input = { ...rest, Payload: Buffer.from(textOf(payload)) };
  const answer = await callLambda(frame.platform, input, principal, traceHeader);
  const { ExecutedVersion, LogResult, StatusCode } = answer;
  return withMetadata({
    ...(ExecutedVersion === undefined ? {} : { ExecutedVersion }),
    ...(LogResult === undefined ? {} : { LogResult }),
    Payload: payloadOf(answer),
    StatusCode,
  });
}

async function publish(run: IntegrationRun): Promise<Json> {
  const { Message: message, ...rest } = isObject(run.sent) ? run.sent : {};
  const sent: JsonObject = {
    ...rest,
    ...(message === undefined ? {} : { Message: typeof message === 'string' ? message : textOf(message) }),
  };
  return callOptimised({ ...run, sent }, 'sns', 'publish', SNS_ERRORS);
}

async function putEvents(run: IntegrationRun): Promise<Json> {
  const entries = isObject(run.sent) && isArray(run.sent.Entries) ? run.sent.Entries : [];
  const sent: JsonObject = { ...(isObject(run.sent) ? run.sent : {}), Entries: entries.map(withDetailText) };
  const output = await callOptimised({ ...run, sent }, 'eventbridge', 'putEvents', EVENTS_ERRORS);
  if (isObject(output) && Number(output.FailedEntryCount ?? 0) > 0) {
    throw new StateFailure(
      'EventBridge.FailedEntry',
      textOf({ Entries: output.Entries ?? [], FailedEntryCount: output.FailedEntryCount ?? 0 }),
    );
  }
  return output;
}

function withDetailText(entry: Json): Json {
  if (!isObject(entry) || entry.Detail === undefined || typeof entry.Detail === 'string') {
    return entry;
  }
  return { ...entry, Detail: textOf(entry.Detail) };
}

/** The optimised integrations add what their SDK knows of the answer; members in order of their names. */
function withMetadata(output: JsonObject): Json {
  const requestId = randomUUID();
  const all: JsonObject = {
    ...output,
    SdkHttpMetadata: {
      AllHttpHeaders: { 'x-amzn-RequestId': [requestId] },
      HttpHeaders: { 'x-amzn-RequestId': requestId },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

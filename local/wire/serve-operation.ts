import type { PlatformHost } from '../kernel/platform';
import { operationOf } from '../kernel/platform';
import type { Call, Service } from '../kernel/service';
import { ServiceError } from '../kernel/service-error';
import type { Answer, AnswerContext, DoorRequest, WireForm } from './form';
import type { OperationModel, ServiceModel } from './model';
import { requireMembers } from './required-members';

/** Reads the input by the model, takes the call through the platform's gates to its operation, writes the output by the model. */
export async function serveByModel(
  platform: PlatformHost,
  service: Service,
  form: WireForm,
  context: AnswerContext & { readonly model: ServiceModel },
  call: Call,
): Promise<Answer> {
  const { request, model } = context;
  const operation = requestedOperation(service, form, request, model);
  const handler = operationOf(service, service.name, operation.name);
  const input = form.readInput(request, operation);
  requireMembers(operation.input, input, service.name);
  const invocation = { service: service.name, operation: operation.name, input, call };
  const output = await platform.dispatch(invocation, async () => handler(input, call));
  return form.writeOutput(operation, output, context);
}

function requestedOperation(
  service: Service,
  form: WireForm,
  request: DoorRequest,
  model: ServiceModel,
): OperationModel {
  const name = form.operationName(request, model);
  const operation = name === undefined ? undefined : model.operations.get(name);
  if (operation === undefined) {
    const what = name ?? `${request.method} ${request.path}`;
    throw new ServiceError('UnknownOperationException', `"${service.name}" has no operation ${what}.`);
  }
  if (!Object.hasOwn(service.operations, operation.name)) {
    throw notImplemented(service.name, operation.name);
  }
  return operation;
}

/** For a service that reads bodies itself; the gates still see the body as JSON. */
export async function serveRaw(
  platform: PlatformHost,
  service: Service,
  raw: NonNullable<Service['raw']>,
  form: WireForm,
  request: DoorRequest,
  call: Call,
): Promise<Answer> {
  const operation = form.operationName(request, undefined);
  if (operation === undefined || operation === '') {
    throw new ServiceError('UnknownOperationException', `"${service.name}" takes requests with x-amz-target only.`);
  }
  const invocation = {
    service: service.name,
    operation,
    call,
    get input() {
      return looselyParsed(request.body);
    },
  };
  const headers = request.headers;
  return (await platform.dispatch(invocation, () => raw({ operation, body: request.body, headers, call }))) as Answer;
}

/** An operation that AWS has and the platform does not: refused with HTTP 400, so that no SDK repeats it. */
export function notImplemented(service: string, operation: string): ServiceError {
  return new ServiceError(
    'NotImplementedException',
    `The local platform does not have the operation ${operation} of "${service}".`,
  );
}

function looselyParsed(body: Buffer): object {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

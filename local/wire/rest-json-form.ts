import { ServiceError } from '../kernel/service-error';
import { errorMembers, errorOnTheWire } from './common-error';
import type { Answer, DoorRequest, WireForm } from './form';
import { parseJson } from './json-form';
import type { OperationModel } from './model';
import { readValue } from './read-value';
import { routeOf } from './rest-route';
import type { Member, Shape } from './shape';
import { bytesOf, writeValue } from './write-value';

const labelsOf = new WeakMap<DoorRequest, Readonly<Record<string, string>>>();

/** REST-JSON: method and path name the operation; members lie in the path, the query, headers and the body. */
export const restJsonForm: WireForm = {
  name: 'rest-json',

  operationName(request, model) {
    const route = model === undefined ? undefined : routeOf(model, request.method, request.path, request.query);
    if (route !== undefined) {
      labelsOf.set(request, route.labels);
    }
    return route?.operation.name;
  },

  readInput(request, operation) {
    const labels = labelsOf.get(request) ?? {};
    const query = new URLSearchParams(request.query);
    const input: Record<string, unknown> = {};
    const inBody: Member[] = [];
    for (const member of operation.input.members) {
      const { traits } = member.shape;
      if (traits.httpLabel !== undefined) {
        set(input, member, scalar(member, labels[member.name]));
      } else if (traits.httpQuery !== undefined) {
        set(input, member, fromQuery(member, query.getAll(traits.httpQuery)));
      } else if (traits.httpHeader !== undefined) {
        set(input, member, scalar(member, request.headers[traits.httpHeader.toLowerCase()]));
      } else if (traits.httpPayload !== undefined) {
        set(input, member, payload(member, request));
      } else {
        inBody.push(member);
      }
    }
    return inBody.length === 0 ? input : { ...bodyMembers(request, operation, inBody), ...input };
  },

  writeOutput(operation, output, { request }) {
    const value = (output ?? {}) as Readonly<Record<string, unknown>>;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    let statusCode = operation.http?.[2] ?? 200;
    let body: Buffer | string | undefined;
    const rest: Record<string, unknown> = {};
    for (const { name, shape } of operation.output.members) {
      const member = value[name];
      if (member === undefined || member === null) {
        continue;
      }
      if (shape.traits.httpResponseCode !== undefined) {
        statusCode = Number(member);
      } else if (shape.traits.httpHeader !== undefined) {
        headers[shape.traits.httpHeader.toLowerCase()] = String(member);
      } else if (shape.traits.httpPayload !== undefined) {
        body = shape.kind === 'blob' ? bytesOf(member) : JSON.stringify(writeValue(shape, member, 'json'));
      } else {
        rest[name] = member;
      }
    }
    const hasPayload = operation.output.members.some(({ shape }) => shape.traits.httpPayload !== undefined);
    const empty = statusCode === 204 || operation.output.kind === 'unit' || request.method === 'HEAD';
    const written = hasPayload || empty ? '' : JSON.stringify(writeValue(operation.output, rest, 'json'));
    return { statusCode, headers, body: body ?? written };
  },

  writeError(error, { model: service }): Answer {
    const { name, statusCode, model } = errorOnTheWire(error, service, 'rest-json');
    const members = { Type: statusCode >= 500 ? 'Server' : 'User', ...errorMembers(error, model) };
    return {
      statusCode,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
      body: JSON.stringify(members),
    };
  },
};

function set(input: Record<string, unknown>, { name }: Member, value: unknown): void {
  if (value !== undefined) {
    input[name] = value;
  }
}

function bodyMembers(request: DoorRequest, operation: OperationModel, members: readonly Member[]): object {
  const all = readValue(operation.input, parseJson(request), 'json') as Readonly<Record<string, unknown>>;
  return Object.fromEntries(members.filter(({ name }) => name in all).map(({ name }) => [name, all[name]]));
}

function payload({ shape }: Member, request: DoorRequest): unknown {
  if (shape.kind !== 'blob') {
    return readValue(shape, parseJson(request), 'json');
  }
  return request.body.length === 0 ? undefined : new Uint8Array(request.body);
}

function fromQuery(member: Member, values: readonly string[]): unknown {
  if (member.shape.kind !== 'list') {
    return scalar(member, values[0]);
  }
  const { element } = member.shape;
  return values.length === 0 ? undefined : values.map((value) => scalarOf(element, value, member.name));
}

function scalar(member: Member, text: string | undefined): unknown {
  return text === undefined ? undefined : scalarOf(member.shape, text, member.name);
}

function scalarOf(shape: Shape, text: string, name: string): unknown {
  if (shape.kind === 'number') {
    const number = Number(text);
    if (text.trim() === '' || Number.isNaN(number)) {
      throw new ServiceError('SerializationException', `${name} must be a number, got "${text.slice(0, 80)}"`);
    }
    return number;
  }
  if (shape.kind === 'boolean') {
    if (text !== 'true' && text !== 'false') {
      throw new ServiceError('SerializationException', `${name} must be true or false, got "${text.slice(0, 80)}"`);
    }
    return text === 'true';
  }
  return shape.kind === 'timestamp' ? readValue(shape, text, 'json', name) : text;
}

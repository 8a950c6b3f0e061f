import { ServiceError } from '../kernel/service-error';
import { errorMembers, errorOnTheWire } from './common-error';
import type { Answer, AnswerContext, DoorRequest, WireForm } from './form';
import { readValue } from './read-value';
import { writeValue } from './write-value';

/** AWS JSON 1.0 and 1.1: the operation in `x-amz-target`, everything else in the body. */
export const jsonForm: WireForm = {
  name: 'json',

  operationName({ headers }, model) {
    const target = headers['x-amz-target'] ?? '';
    const dot = target.lastIndexOf('.');
    const prefix = target.slice(0, Math.max(dot, 0));
    if (model !== undefined && prefix !== model.entry.targetPrefix) {
      throw new ServiceError(
        'UnknownOperationException',
        `x-amz-target ${target} is not for ${model.entry.signingName}, whose targets begin with ${model.entry.targetPrefix}.`,
      );
    }
    return target.slice(dot + 1);
  },

  readInput: (request, operation) => readValue(operation.input, parseJson(request), 'json') as object,

  writeOutput(operation, output, context) {
    return jsonAnswer(200, writeValue(operation.output, output ?? {}, 'json'), context);
  },

  writeError(error, context) {
    const { name, code, statusCode, model } = errorOnTheWire(error, context.model, 'json');
    const typeName = context.model === undefined ? name : `${context.model.namespace}#${name}`;
    const members = errorMembers(error, model);
    const body = {
      __type: typeName,
      ...(model === undefined ? members : objectOf(writeValue(model.shape, members, 'json'))),
    };
    const answer = jsonAnswer(statusCode, body, context);
    if (context.model?.entry.queryCompatible !== true) {
      return answer;
    }
    const side = statusCode >= 500 ? 'Receiver' : 'Sender';
    return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${side}` } };
  },
};

/** The body as JSON; an empty one is an empty structure, as AWS reads it. */
export function parseJson({ body }: DoorRequest): unknown {
  if (body.length === 0) {
    return {};
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ServiceError('SerializationException', `The request body is not JSON: ${(error as Error).message}`);
  }
}

function jsonAnswer(statusCode: number, value: unknown, { request }: AnswerContext): Answer {
  const sent = request.headers['content-type'] ?? '';
  const contentType = sent.startsWith('application/x-amz-json-') ? sent : 'application/x-amz-json-1.0';
  return { statusCode, headers: { 'content-type': contentType }, body: JSON.stringify(value) };
}

function objectOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

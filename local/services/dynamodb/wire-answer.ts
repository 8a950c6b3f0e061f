import { crc32 } from 'node:zlib';
import type { RawResponse } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';
import type { Json } from './json';

export const withoutConsumed = (answer: Json): Json => {
  const { ConsumedCapacity: _, ...rest } = answer;
  return rest;
};

const coral: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate#',
  SerializationException: 'com.amazon.coral.service#',
  UnknownOperationException: 'com.amazon.coral.service#',
  ThrottlingException: 'com.amazon.coral.availability#',
  AccessDeniedException: 'com.amazon.coral.service#',
};

/** DynamoDB's own form of an error, with the model's capital in the members that have one. */
const errorBody = (error: ServiceError): Json => ({
  __type: `${coral[error.name] ?? 'com.amazonaws.dynamodb.v20120810#'}${error.name}`,
  ...(error.name === 'TransactionCanceledException' ? { Message: error.message } : {}),
  message: error.message,
  ...error.members,
});

const wireAnswer = (statusCode: number, json: Json, requestId: string): RawResponse => {
  const body = Buffer.from(JSON.stringify(json));
  return {
    statusCode,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-crc32': String(crc32(body)),
      'x-amzn-requestid': requestId,
    },
    body,
  };
};

export const wireOutput = (output: Json, requestId: string): RawResponse => wireAnswer(200, output, requestId);

export const wireError = (error: unknown, requestId: string): RawResponse => {
  const known =
    error instanceof ServiceError
      ? error
      : new ServiceError('InternalServerError', error instanceof Error ? error.message : String(error), 500);
  return wireAnswer(known.statusCode, errorBody(known), requestId);
};

import { DeadlinePassed } from '../calls/deadline';
import { classifyDax } from './dax-failure';
import { classifyTable } from './table-failure';

const client = (code: string | undefined, message: string) =>
  Object.assign(new Error(message), { code, retryable: true, _tubeInvalid: false });
const server = (codeSeq: readonly number[], code: string) => Object.assign(new Error(code), { codeSeq, code });

test.each([
  ['no route', client('NoRouteException', 'No endpoints available'), 'not-sent'],
  [
    'connection refused',
    client('ConnectionException', 'ConnectionException: connect ECONNREFUSED 10.0.0.1:8111'),
    'not-sent',
  ],
  [
    'no connection in time',
    client('ConnectionException', 'ConnectionException: Connection timeout after 1000ms'),
    'not-sent',
  ],
  [
    'no answer in time',
    client('ConnectionException', 'ConnectionException: Connection timeout after 3000ms'),
    'unknown',
  ],
  ['closed by the server', client('ConnectionException', 'Connection is closed by server'), 'unknown'],
  ['reset', client('ConnectionException', 'read ECONNRESET'), 'unknown'],
  ['end of stream', client('EndOfStreamException', 'x'), 'unknown'],
  ['could not decode', client('DecoderException', 'x'), 'unknown'],
  ['broken pipe', client('EPIPE', 'write EPIPE'), 'unknown'],
  ['would not encode', client(undefined, 'unsupported type to encode for Binary: object'), 'answer'],
  ['would not encode, odd code', client('X', 'Supplied AttributeValue is empty'), 'answer'],
  ['deadline', new DeadlinePassed(5), 'unknown'],
  ['a broken client', new TypeError('x of undefined'), 'unknown'],
  ['condition', server([4, 37, 38, 39, 43], 'ConditionalCheckFailedException'), 'answer'],
  ['throttled', server([4, 37, 38, 39, 40], 'ProvisionedThroughputExceededException'), 'throttled'],
  ['DAX throttles', server([4, 37, 38, 39, 50], 'ThrottlingException'), 'throttled'],
  ['internal', server([4, 37, 38, 39, 47], 'InternalServerErrorException'), 'unknown'],
  ['ambiguous', server([1, 37, 38, 53], 'InternalServerErrorException'), 'unknown'],
  ['recoverable', server([2], 'ServiceUnavailable'), 'unknown'],
  ['not authorised', server([4, 23, 31, 33], 'AuthenticationRequiredException'), 'not-sent'],
  ['nothing at all', undefined, 'unknown'],
])('DAX: %s', (_title, error, kind) => {
  expect(classifyDax(error, { connectTimeoutMs: 1_000 }).kind).toBe(kind);
});

const sdk = (name: string, more: object) => Object.assign(new Error(name), { name }, more);

test.each([
  ['validation', sdk('ValidationException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }), 'answer'],
  [
    'throttled',
    sdk('ProvisionedThroughputExceededException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }),
    'throttled',
  ],
  ['internal', sdk('InternalServerError', { $fault: 'server', $metadata: { httpStatusCode: 500 } }), 'unknown'],
  [
    'refused',
    sdk('Error', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:8000', $metadata: {} }),
    'not-sent',
  ],
  ['reset', sdk('Error', { code: 'ECONNRESET', $metadata: {} }), 'unknown'],
  ['aborted', sdk('AbortError', {}), 'unknown'],
  ['deadline', new DeadlinePassed(5), 'unknown'],
])('the table: %s', (_title, error, kind) => {
  expect(classifyTable(error).kind).toBe(kind);
});

import { ServiceError } from '../kernel/service-error';
import { errorMembers, errorOnTheWire } from './common-error';
import type { Answer, WireForm } from './form';
import { readValue } from './read-value';
import { decodeCbor, encodeCbor, writeValue } from './write-value';

const PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;
/** An empty map of indefinite length: how AWS writes an output without members. */
const EMPTY = Buffer.from([0xbf, 0xff]);

/** Smithy RPC v2 CBOR: the operation in the path. */
export const cborForm: WireForm = {
  name: 'cbor',

  operationName: ({ path }) => PATH.exec(path)?.[2],

  readInput(request, operation) {
    return readValue(operation.input, request.body.length === 0 ? {} : parse(request.body), 'cbor') as object;
  },

  writeOutput(operation, output) {
    if (operation.output.kind === 'unit') {
      return cborAnswer(200, EMPTY);
    }
    return cborAnswer(200, encodeCbor(writeValue(operation.output, output ?? {}, 'cbor')));
  },

  writeError(error, { model: service }) {
    const { name, code, statusCode, model } = errorOnTheWire(error, service, 'cbor');
    const members = errorMembers(error, model);
    const written = model === undefined ? members : (writeValue(model.shape, members, 'cbor') as object);
    const body = { __type: service === undefined ? name : `${service.namespace}#${name}`, ...written };
    const answer = cborAnswer(statusCode, encodeCbor(body));
    if (service?.entry.queryCompatible !== true) {
      return answer;
    }
    const side = statusCode >= 500 ? 'Receiver' : 'Sender';
    return { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': `${code};${side}` } };
  },
};

function parse(body: Buffer): unknown {
  try {
    return decodeCbor(body);
  } catch (error) {
    throw new ServiceError('SerializationException', `The request body is not CBOR: ${(error as Error).message}`);
  }
}

function cborAnswer(statusCode: number, body: Buffer): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body,
  };
}

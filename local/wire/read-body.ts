import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { ServiceError } from '../kernel/service-error';

const gunzipAsync = promisify(gunzip);
const inflateAsync = promisify(inflate);

/** A client that is still sending cannot read an answer: what is too large is read to its end and thrown away, up to this much. */
const MAX_DRAINED_BYTES = 128 * 1024 * 1024;

/** Reads at most `maxBytes`; more is a 413. */
export async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) {
      break;
    }
    if (bytes <= maxBytes) {
      chunks.push(chunk);
    }
  }
  if (bytes > maxBytes) {
    throw tooLarge(maxBytes);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** SDK clients compress PutMetricData bodies over 10 KB. */
export async function decompress(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (encoding === undefined || encoding === '' || encoding === 'identity' || encoding === 'aws-chunked') {
    return body;
  }
  const run = { gzip: gunzipAsync, deflate: inflateAsync }[encoding];
  if (run === undefined) {
    throw new ServiceError('SerializationException', `content-encoding must be gzip or deflate, got "${encoding}"`);
  }
  try {
    return await run(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(maxBytes);
    }
    throw new ServiceError(
      'SerializationException',
      `The ${encoding} body cannot be read: ${(error as Error).message}`,
    );
  }
}

function tooLarge(maxBytes: number): ServiceError {
  return new ServiceError(
    'RequestEntityTooLargeException',
    `The request body is larger than the ${maxBytes} bytes that are allowed.`,
    413,
  );
}

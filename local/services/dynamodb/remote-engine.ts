import { Agent, request } from 'node:http';
import { ServiceError } from '../../kernel/service-error';
import { type Engine, errorFromWire } from './engine';
import { type Json, jsonOf } from './json';

/** Another DynamoDB endpoint on plain HTTP that takes any credentials (a second dynalite, moto, …). */
export const createRemoteEngine = (endpoint: string, region: string): Engine => {
  const url = new URL(endpoint);
  if (url.protocol !== 'http:') throw new Error(`dynamodb.endpoint: '${endpoint}' must begin with http://`);
  const agent = new Agent({ keepAlive: true });
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const authorization = `AWS4-HMAC-SHA256 Credential=test/${day}/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;

  const call = (operation: string, input: Json): Promise<Json> =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify(input));
      const outgoing = request(
        url,
        {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': body.length,
            'x-amz-target': `DynamoDB_20120810.${operation}`,
            'x-amz-date': `${day}T000000Z`,
            authorization,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const answer = parsed(Buffer.concat(chunks).toString('utf8'));
            const statusCode = incoming.statusCode ?? 500;
            if (statusCode === 200) resolve(jsonOf(answer));
            else reject(errorFromWire(statusCode, answer));
          });
        },
      );
      outgoing.on('error', (error) => {
        reject(new ServiceError('InternalServerError', `${endpoint} cannot be reached: ${error.message}`, 500));
      });
      outgoing.end(body);
    });

  return {
    call,
    mayHoldTables: true,
    close: async () => agent.destroy(),
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
};

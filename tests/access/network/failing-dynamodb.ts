import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, collected, forwarded } from '../../../local/dax-node/testing/forwarded';

export interface Asked {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What becomes of a call: as usual after a pause, lost after it was carried out, or an error before or after it was. */
export type Fate =
  | { readonly kind: 'answer'; readonly afterMs: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'failed'; readonly carriedOut: 'before' | 'never' };

export interface FailingDynamoDb {
  readonly endpoint: string;
  fate: (asked: Asked) => Fate;
  /** Told right after a call was carried out. */
  carriedOut: (asked: Asked) => void;
  close(): Promise<void>;
}

/** A slow and failing way to a DynamoDB endpoint. */
export async function startFailingDynamoDb(target: string): Promise<FailingDynamoDb> {
  const server = createServer((incoming, outgoing) => void pass(failing, target, incoming, outgoing).catch(() => {}));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const failing: FailingDynamoDb = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fate: () => ({ kind: 'answer', afterMs: 0 }),
    carriedOut: () => {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return failing;
}

const INTERNAL = { status: 500, body: error('InternalServerError') };
const THROTTLED = { status: 400, body: error('ProvisionedThroughputExceededException') };

async function pass(
  failing: FailingDynamoDb,
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await collected(incoming);
  const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
  const asked = { operation, body: JSON.parse(body.toString()) as Record<string, unknown> };
  const fate = failing.fate(asked);
  const say = (answer: Answer) => {
    outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    outgoing.end(answer.body);
  };
  if (fate.kind === 'throttled') return say(THROTTLED);
  if (fate.kind === 'failed' && fate.carriedOut === 'never') return say(INTERNAL);
  // The host stays as it was signed.
  const answer = await forwarded(incoming.headers, body, target);
  if (answer.status === 200) failing.carriedOut(asked);
  if (fate.kind === 'lost') incoming.socket.destroy();
  else if (fate.kind === 'failed') say(INTERNAL);
  else if (fate.afterMs === 0) say(answer);
  else setTimeout(() => say(answer), fate.afterMs).unref();
}

function error(name: string): Buffer {
  return Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name }));
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collected, forwarded } from './forwarded';

export interface Passing {
  readonly operation: string;
  readonly body: Record<string, unknown>;
}
/** The latest calls that are kept for tests to look at. */
const MAX_REMEMBERED = 1_000;

type Rule = (passing: Passing) => Promise<'answer' | 'drop'> | undefined;

export interface GatedDynamoDb {
  readonly endpoint: string;
  /** Asked after DynamoDB has carried out a call and before its answer goes on: hold it, or drop the connection. */
  rule: Rule;
  readonly passed: Passing[];
  close(): Promise<void>;
}

/** A proxy in front of a DynamoDB endpoint that can hold answers back or lose them. */
export async function startGatedDynamoDb(target: string): Promise<GatedDynamoDb> {
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing, target, gate));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const gate: GatedDynamoDb = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rule: () => undefined,
    passed: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return gate;
}

async function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  gate: GatedDynamoDb,
): Promise<void> {
  const body = await collected(incoming);
  const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
  const passing: Passing = { operation, body: JSON.parse(body.toString()) as Record<string, unknown> };
  gate.passed.push(passing);
  if (gate.passed.length > MAX_REMEMBERED) gate.passed.shift();
  const answer = await forwarded({ ...incoming.headers, host: new URL(target).host }, body, target);
  const verdict = await gate.rule(passing);
  if (verdict === 'drop') {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
  outgoing.end(answer.body);
}

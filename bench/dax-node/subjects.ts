import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Dax } from '@amazon-dax-sdk/client-dax';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { COLD_ITEMS, cold, HOT_ITEMS, hot, item, TABLE } from './table';

export type Call = (index: number) => Promise<unknown>;
/** One thing that is measured. */
export interface Subject {
  readonly name: string;
  readonly call: Call;
  /** At most so many calls, each with an index of its own. */
  readonly calls?: number;
}

/** What a cached read is compared with: both ceilings in the same process, called in the same way. */
export function hitSubjects(echo: Call, canned: Dax, dax: Dax): readonly Subject[] {
  return [
    { name: 'TCP echo', call: echo },
    { name: 'canned reply', call: (index) => canned.getItem({ TableName: TABLE, Key: hot(index) }) },
    { name: 'DAX GetItem hit', call: (index) => dax.getItem({ TableName: TABLE, Key: hot(index) }) },
  ];
}

export function missSubject(dax: Dax, concurrency: number): Subject {
  return {
    name: 'DAX GetItem miss',
    call: (index) => dax.getItem({ TableName: TABLE, Key: cold(concurrency, index) }),
    calls: COLD_ITEMS,
  };
}

/** What reaches dynalite. */
export function tableSubjects(dax: Dax, dynamodb: DynamoDB): readonly Subject[] {
  const written = (index: number): { TableName: string; Item: ReturnType<typeof item> } => ({
    TableName: TABLE,
    Item: item(`w${index % HOT_ITEMS}`),
  });
  return [
    { name: 'DAX PutItem', call: (index) => dax.putItem(written(index)) },
    { name: 'dynalite GetItem', call: (index) => dynamodb.getItem({ TableName: TABLE, Key: hot(index) }) },
    { name: 'dynalite PutItem', call: (index) => dynamodb.putItem(written(index)) },
  ];
}

/** A request of a hit's size on one of as many sockets as calls may be under way, as the client's pool does it. */
export async function echoCalls(port: number, connections: number): Promise<{ call: Call; close(): void }> {
  const sockets: Socket[] = [];
  for (let index = 0; index < connections; index += 1) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    sockets.push(socket);
  }
  const idle = [...sockets];
  const request = Buffer.alloc(30, 1);
  return {
    call: () =>
      new Promise((resolve) => {
        const socket = idle.pop() as Socket;
        socket.once('data', () => {
          idle.push(socket);
          resolve(undefined);
        });
        socket.write(request);
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

import { Dax } from '@amazon-dax-sdk/client-dax';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { createTable, type TableKind } from '../conformance/tables';
import { type DaxCluster, type DaxClusterOptions, startDaxCluster } from '../index';

export const CREDENTIALS = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };

export interface Fixture {
  readonly cluster: DaxCluster;
  /** Straight to the tables. */
  readonly dynamodb: DynamoDB;
  /** The official v3 client, through the cluster; ended with it. */
  dax(config?: Readonly<Record<string, unknown>>): Dax;
  table(name: string, kind?: TableKind): Promise<string>;
  close(): Promise<void>;
}

/** A cluster of one node over an embedded DynamoDB, unless told otherwise; ids of attribute lists in memory. */
export async function aCluster(options: Partial<DaxClusterOptions> = {}): Promise<Fixture> {
  const cluster = await startDaxCluster({
    nodes: 1,
    port: 0,
    dynamodb: { embedded: true },
    attributeListsFile: false,
    ...options,
  });
  const dynamodb = directClient(cluster.dynamodbEndpoint);
  const clients: Dax[] = [];
  return {
    cluster,
    dynamodb,
    dax: (config = {}) => {
      const all = { endpoint: cluster.endpoints[0], region: 'us-east-1', credentials: CREDENTIALS, ...config };
      const client = new Dax(all as ConstructorParameters<typeof Dax>[0]);
      clients.push(client);
      return client;
    },
    table: async (name, kind = 'S') => {
      await createTable(dynamodb, name, kind);
      return name;
    },
    close: async () => {
      for (const client of clients) (client as unknown as { shutdown(): void }).shutdown();
      dynamodb.destroy();
      await cluster.close();
    },
  };
}

export function directClient(endpoint: string): DynamoDB {
  return new DynamoDB({ endpoint, region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 });
}

/** Emitters wrap what Jest's realm does not know as an error; the clients name the exception in `code`, the SDK in `name`. */
export function exceptionName(error: unknown): string {
  const { context, code, name } = error as { context?: unknown; code?: string; name: string };
  return context === undefined ? (code ?? name) : exceptionName(context);
}

export async function exceptionOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return exceptionName(error);
  }
}

/** Waits until something is so, without a fixed pause. */
export async function eventually(is: () => boolean | Promise<boolean>, withinMs = 5_000): Promise<void> {
  const untilMs = Date.now() + withinMs;
  while (!(await is())) {
    if (Date.now() > untilMs) throw new Error('it did not come to be in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

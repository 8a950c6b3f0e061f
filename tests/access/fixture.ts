import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { type DaxCluster, type DaxClusterOptions, startDaxCluster } from '../../local/dax-node';
import { type GatedDynamoDb, startGatedDynamoDb } from '../../local/dax-node/testing/gated-dynamodb';
import { startEmbeddedDynamoDb } from '../../local/dax-node/upstream/embedded-dynalite';
import type { AccessEvent, Observation, Observer } from '../../shared/dax-access/calls/observation';
import { type Access, type AccessOptions, openAccess } from '../../shared/dax-access/index';

export const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
export const region = 'us-east-1';

/** Keeps what it is told. */
export class Notes implements Observer {
  readonly attempts: Observation[] = [];
  readonly events: AccessEvent[] = [];
  attempt(observation: Observation): void {
    this.attempts.push(observation);
  }
  event(event: AccessEvent): void {
    this.events.push(event);
  }
  routes(): readonly string[] {
    return this.attempts.map(({ route, reason, outcome }) => [route, reason, outcome].filter(Boolean).join(' '));
  }
}

export interface Stage {
  readonly cluster: DaxCluster;
  /** The table itself. */
  readonly table: DynamoDBDocument;
  readonly notes: Notes;
  open(options?: Partial<AccessOptions>): Access;
  close(): Promise<void>;
}

/** A real DAX cluster over an embedded DynamoDB, with one table `items` (hash `id`) and one `pairs` (hash `pk`, range `sk`). */
export async function aStage(options: Partial<DaxClusterOptions> = {}): Promise<Stage> {
  const cluster = await startDaxCluster({
    nodes: 1,
    port: 0,
    dynamodb: { embedded: true },
    attributeListsFile: false,
    ...options,
  });
  const dynamodb = new DynamoDB({ endpoint: cluster.dynamodbEndpoint, region, credentials, maxAttempts: 1 });
  await createTable(dynamodb, 'items', ['id']);
  await createTable(dynamodb, 'pairs', ['pk', 'sk']);
  const notes = new Notes();
  const opened: Access[] = [];
  return {
    cluster,
    table: DynamoDBDocument.from(dynamodb),
    notes,
    open: (more = {}) => {
      const access = openAccess({
        endpoint: cluster.endpoints[0] as string,
        region,
        credentials,
        dynamodb: { endpoint: cluster.dynamodbEndpoint },
        itemTtlMs: 300_000,
        canaryShare: 0,
        observer: notes,
        ...more,
      });
      opened.push(access);
      return access;
    },
    close: async () => {
      for (const access of opened) await access.close();
      dynamodb.destroy();
      await cluster.close();
    },
  };
}

const MAX_LOOKS = 1_000;

export async function createTable(dynamodb: DynamoDB, name: string, keys: readonly string[]): Promise<void> {
  await dynamodb.createTable({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: 'S' })),
    KeySchema: keys.map((key, index) => ({ AttributeName: key, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
  });
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const { Table } = await dynamodb.describeTable({ TableName: name });
    if (Table?.TableStatus === 'ACTIVE') return;
  }
  throw new Error(`${name} did not become active`);
}

export interface GatedStage extends Stage {
  readonly gate: GatedDynamoDb;
}

/** As `aStage`, but what DAX asks of the table passes a gate that can hold answers back or lose them. */
export async function aGatedStage(options: Partial<DaxClusterOptions> = {}): Promise<GatedStage> {
  const embedded = await startEmbeddedDynamoDb();
  const gate = await startGatedDynamoDb(embedded.endpoint);
  const stage = await aStage({
    dynamodb: { endpoint: gate.endpoint, region, credentials, timeoutMs: 60_000 },
    ...options,
  });
  return {
    ...stage,
    gate,
    close: async () => {
      await stage.close();
      await gate.close();
      await embedded.close();
    },
  };
}

/** Whether it settles in time. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<'settled' | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), ms);
  });
  const settled = promise.then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

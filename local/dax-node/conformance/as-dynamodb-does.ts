import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type DaxCluster, startDaxCluster } from '../index';
import { exceptionName } from '../testing/fixture';
import { allCases } from './all-cases';
import type { Case, Step } from './cases';
import { type ConformanceClient, CREDENTIALS, documentClient, v1Client, v3Client } from './clients';
import { comparable, sortedBatches } from './comparable';
import { createTable } from './tables';
import { withTable } from './with-table';

const CLIENTS = [
  { name: '@amazon-dax-sdk/client-dax', create: v3Client },
  { name: '@amazon-dax-sdk/lib-dax', create: documentClient },
  { name: 'amazon-dax-client', create: v1Client },
];

/** `all`, or each case through one of the clients in turn. */
export type Share = 'all' | 'in turn';

let cluster: DaxCluster;
let dynamodb: DynamoDB;
let tablesMade = 0;

/** Every answer of a node, through each official client, compared with the same call made straight to DynamoDB. */
export function answersAsDynamoDbDoes(share: Share): void {
  beforeAll(async () => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    cluster = await startDaxCluster({
      nodes: 1,
      port: 0,
      dynamodb: { embedded: true },
      attributeListsFile: false,
      credentials: new Map([[CREDENTIALS.accessKeyId, CREDENTIALS.secretAccessKey]]),
    });
    dynamodb = new DynamoDB({
      endpoint: cluster.dynamodbEndpoint,
      region: 'us-east-1',
      credentials: CREDENTIALS,
      maxAttempts: 1,
    });
  });

  afterAll(async () => {
    dynamodb.destroy();
    await cluster.close();
  });

  describe.each(CLIENTS.map((client, place) => ({ ...client, place })))(
    '$name answers as DynamoDB does',
    ({ name, create, place }) => {
      let client: ConformanceClient;

      beforeAll(() => {
        client = create(cluster.endpoints[0] as string);
      });

      afterAll(() => client.close());

      const cases = allCases.filter(
        (candidate, index) =>
          (share === 'all' || index % CLIENTS.length === place) &&
          (candidate.lowLevelOnly !== true || name !== '@amazon-dax-sdk/lib-dax'),
      );

      test.each(cases)('$name', async (candidate) => {
        const [throughDax, direct] = [await newTable(candidate), await newTable(candidate)];
        for (const [index, step] of candidate.steps.entries()) {
          const got = await outcome(step, throughDax, (input) => client.call(step.operation, input));
          const expected = await outcome(step, direct, (input) => call(step.operation, input));
          expect({ index, step: step.operation, ...got }).toEqual({ index, step: step.operation, ...expected });
        }
        expect(await contents(throughDax)).toEqual(await contents(direct));
      });
    },
  );
}

async function newTable({ table, items = [] }: Case): Promise<string> {
  tablesMade += 1;
  const name = `Conformance-${tablesMade}-`;
  await createTable(dynamodb, name, table);
  for (const item of items) await dynamodb.putItem({ TableName: name, Item: item as never });
  return name;
}

function call(operation: string, input: object): Promise<unknown> {
  const methods = dynamodb as unknown as Record<string, (input: object) => Promise<unknown>>;
  return methods[operation]?.(input) ?? Promise.reject(new Error(operation));
}

type Outcome = { readonly answer: unknown } | { readonly error: string };

async function outcome(
  step: Step,
  table: string,
  run: (input: Record<string, unknown>) => Promise<unknown>,
): Promise<Outcome> {
  try {
    const output = await run(withTable(step.input, table) as Record<string, unknown>);
    return { answer: comparable(sortedBatches(comparable(output, [table])), [table]) };
  } catch (error) {
    return { error: exceptionName(error) };
  }
}

async function contents(table: string): Promise<unknown> {
  const { Items: items } = await dynamodb.scan({ TableName: table });
  return comparable(items, [table]);
}

import { Dax } from '@amazon-dax-sdk/client-dax';
import { DaxDocument } from '@amazon-dax-sdk/lib-dax';
import { mapFromNative, mapToNative } from './native-values';

/** Low-level request and answer, whatever the client's own form. */
export type Input = Record<string, unknown>;
export interface ConformanceClient {
  readonly name: string;
  call(operation: string, input: Input): Promise<unknown>;
  close(): void;
}
interface Closable {
  shutdown(): void;
}
type Methods = Readonly<Record<string, (input: Input) => Promise<unknown>>>;
type AttributeMap = Record<string, Record<string, unknown>>;

export const CREDENTIALS = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'secret' };
const REGION = 'us-east-1';

export function v3Client(endpoint: string): ConformanceClient {
  const dax = new Dax({ endpoint, region: REGION, credentials: CREDENTIALS });
  return {
    name: '@amazon-dax-sdk/client-dax',
    call: (operation, input) => (dax as unknown as Methods)[operation]?.(input) ?? Promise.reject(new Error(operation)),
    close: () => (dax as unknown as Closable).shutdown(),
  };
}

/** AWS SDK v2 style: requests with a `promise` method. */
export function v1Client(endpoint: string): ConformanceClient {
  const AmazonDaxClient = require('amazon-dax-client') as new (
    config: object,
  ) => Closable & Record<string, (input: Input) => { promise(): Promise<unknown> }>;
  const dax = new AmazonDaxClient({ endpoints: [endpoint], region: REGION, ...CREDENTIALS });
  return {
    name: 'amazon-dax-client',
    call: (operation, input) => dax[operation]?.(input).promise() ?? Promise.reject(new Error(operation)),
    close: () => dax.shutdown(),
  };
}

const DOCUMENT_METHODS: Readonly<Record<string, string>> = {
  getItem: 'get',
  putItem: 'put',
  updateItem: 'update',
  deleteItem: 'delete',
  query: 'query',
  scan: 'scan',
  batchGetItem: 'batchGet',
  batchWriteItem: 'batchWrite',
  transactGetItems: 'transactGet',
  transactWriteItems: 'transactWrite',
};
const ATTRIBUTE_MAPS = new Set([
  'Item',
  'Key',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'Attributes',
  'LastEvaluatedKey',
]);
const ATTRIBUTE_MAP_LISTS = new Set(['Items', 'Keys']);

/** Plain JavaScript values in front, low-level values for the comparison. */
export function documentClient(endpoint: string): ConformanceClient {
  const dax = new DaxDocument({ endpoint, region: REGION, credentials: CREDENTIALS });
  return {
    name: '@amazon-dax-sdk/lib-dax',
    call: async (operation, input) => {
      const method = (dax as unknown as Methods)[DOCUMENT_METHODS[operation] ?? ''] as Methods[string];
      return converted(await method.call(dax, converted(input, mapToNative) as Input), mapFromNative);
    },
    close: () => (dax as unknown as Closable).shutdown(),
  };
}

type Convert = (map: AttributeMap) => Record<string, unknown>;

function converted(value: unknown, convert: Convert | typeof mapFromNative): unknown {
  if (Array.isArray(value)) return value.map((element) => converted(element, convert));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, content]) => [name, member(name, content, convert)]));
}

function member(name: string, content: unknown, convert: Convert | typeof mapFromNative): unknown {
  const one = convert as Convert;
  if (content === undefined) return undefined;
  if (ATTRIBUTE_MAPS.has(name)) return one(content as AttributeMap);
  if (ATTRIBUTE_MAP_LISTS.has(name)) return (content as AttributeMap[]).map(one);
  if (name === 'Responses' && !Array.isArray(content)) {
    const tables = Object.entries(content as Record<string, AttributeMap[]>);
    return Object.fromEntries(tables.map(([table, items]) => [table, items.map(one)]));
  }
  return converted(content, convert);
}

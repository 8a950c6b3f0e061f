/** Every request begins with this. */
export const SERVICE_ID = 1;

/** Method numbers, and how many values follow: requests carry no length, so the count is what ends them. */
export const Method = {
  authorizeConnection: 1489122155,
  endpoints: 455855874,
  defineKeySchema: -742646399,
  defineAttributeListId: -1230579644,
  defineAttributeList: 670678385,
  getItem: 263244906,
  putItem: -2106490455,
  deleteItem: 1013539361,
  updateItem: 1425579023,
  query: -931250863,
  scan: -1875390620,
  batchGetItem: -697851100,
  batchWriteItem: 116217951,
  transactGetItems: 1866287579,
  transactWriteItems: -1160037738,
} as const;
export type MethodName = keyof typeof Method;

const ARGUMENTS: Readonly<Record<MethodName, number>> = {
  authorizeConnection: 5,
  endpoints: 0,
  defineKeySchema: 1,
  defineAttributeListId: 1,
  defineAttributeList: 1,
  getItem: 3,
  putItem: 4,
  deleteItem: 3,
  updateItem: 3,
  query: 3,
  scan: 2,
  batchGetItem: 2,
  batchWriteItem: 2,
  transactGetItems: 4,
  transactWriteItems: 9,
};

export interface MethodShape {
  readonly name: MethodName;
  readonly arguments: number;
}

export const METHODS: ReadonlyMap<number, MethodShape> = new Map(
  (Object.keys(Method) as MethodName[]).map((name) => [Method[name], { name, arguments: ARGUMENTS[name] }]),
);

/** Known by name, never sent by data clients, argument count unknown. */
export const REFUSED_METHODS: ReadonlyMap<number, string> = new Map([
  [785068263, 'methods'],
  [-1016793520, 'services'],
  [-313431286, 'createTable'],
  [2120496185, 'deleteTable'],
  [-819330193, 'describeTable'],
  [383747477, 'updateTable'],
  [1874119219, 'listTables'],
  [-475661135, 'describeLimits'],
]);

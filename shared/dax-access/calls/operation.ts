import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  TransactGetItemsCommandInput,
  TransactGetItemsCommandOutput,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';

type Bare<Output> = Omit<Output, '$metadata'>;

/** The ten operations that DAX has, with attribute values as DynamoDB writes them. */
export interface Operations {
  getItem: { input: GetItemCommandInput; output: Bare<GetItemCommandOutput> };
  batchGetItem: { input: BatchGetItemCommandInput; output: Bare<BatchGetItemCommandOutput> };
  query: { input: QueryCommandInput; output: Bare<QueryCommandOutput> };
  scan: { input: ScanCommandInput; output: Bare<ScanCommandOutput> };
  transactGetItems: { input: TransactGetItemsCommandInput; output: Bare<TransactGetItemsCommandOutput> };
  putItem: { input: PutItemCommandInput; output: Bare<PutItemCommandOutput> };
  updateItem: { input: UpdateItemCommandInput; output: Bare<UpdateItemCommandOutput> };
  deleteItem: { input: DeleteItemCommandInput; output: Bare<DeleteItemCommandOutput> };
  batchWriteItem: { input: BatchWriteItemCommandInput; output: Bare<BatchWriteItemCommandOutput> };
  transactWriteItems: { input: TransactWriteItemsCommandInput; output: Bare<TransactWriteItemsCommandOutput> };
}
export type Operation = keyof Operations;
export type Input<Name extends Operation> = Operations[Name]['input'];
export type Output<Name extends Operation> = Operations[Name]['output'];

export const readOperations = ['getItem', 'batchGetItem', 'query', 'scan', 'transactGetItems'] as const;
export const writeOperations = ['putItem', 'updateItem', 'deleteItem', 'batchWriteItem', 'transactWriteItems'] as const;
export type ReadOperation = (typeof readOperations)[number];
export type WriteOperation = (typeof writeOperations)[number];

const reads: ReadonlySet<string> = new Set(readOperations);
export const isRead = (operation: Operation): operation is ReadOperation => reads.has(operation);

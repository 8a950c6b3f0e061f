import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Input, Operation, Output } from '../calls/operation';

/** DynamoDB itself. One attempt per call: who repeats, and whether that is safe, is decided above. */
export interface TableClient {
  /** Rejects when the time is over; what was sent may still be carried out. */
  call<Name extends Operation>(operation: Name, input: Input<Name>, withinMs: number): Promise<Output<Name>>;
  close(): void;
}

const commands = {
  getItem: GetItemCommand,
  batchGetItem: BatchGetItemCommand,
  query: QueryCommand,
  scan: ScanCommand,
  transactGetItems: TransactGetItemsCommand,
  putItem: PutItemCommand,
  updateItem: UpdateItemCommand,
  deleteItem: DeleteItemCommand,
  batchWriteItem: BatchWriteItemCommand,
  transactWriteItems: TransactWriteItemsCommand,
} as const;

export class SdkTableClient implements TableClient {
  readonly client: DynamoDBClient;

  constructor(config: DynamoDBClientConfig) {
    this.client = new DynamoDBClient({ ...config, maxAttempts: 1 });
  }

  async call<Name extends Operation>(operation: Name, input: Input<Name>, withinMs: number): Promise<Output<Name>> {
    const Command = commands[operation] as unknown as new (input: Input<Name>) => GetItemCommand;
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(withinMs)));
    return (await this.client.send(new Command(input), { abortSignal: signal })) as unknown as Output<Name>;
  }

  close(): void {
    this.client.destroy();
  }
}

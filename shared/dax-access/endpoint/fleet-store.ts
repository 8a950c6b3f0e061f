import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type ProcessState, processItem, processKey, recordKey } from '../../fleet';

/** The part of the ledger's table that processes and control plane share. */
export interface FleetStore {
  /** Whatever stands there; undefined: nothing. */
  readRecord(target: string, strong: 'strong' | 'eventual'): Promise<unknown>;
  writeProcess(state: ProcessState): Promise<void>;
}

export class LedgerFleetStore implements FleetStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly TableName: string,
  ) {}

  async readRecord(target: string, strong: 'strong' | 'eventual'): Promise<unknown> {
    const { TableName } = this;
    const Key = marshall(recordKey(target));
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName, Key, ConsistentRead: strong === 'strong' }),
    );
    return Item === undefined ? undefined : unmarshall(Item);
  }

  async writeProcess(state: ProcessState): Promise<void> {
    const Item = marshall(processItem(processKey(state.target, state.processId), state), {
      removeUndefinedValues: true,
    });
    await this.client.send(new PutItemCommand({ TableName: this.TableName, Item }));
  }
}

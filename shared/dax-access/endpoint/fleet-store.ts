import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type HotKeys,
  hotKeysItem,
  hotKeysKey,
  type ProcessState,
  processItem,
  processKey,
  recordKey,
  saltKey,
} from '../../fleet';

/** The part of the ledger's table that processes and control plane share. */
export interface FleetStore {
  /** Whatever stands there; undefined: nothing. */
  readRecord(target: string, strong: 'strong' | 'eventual'): Promise<unknown>;
  writeProcess(state: ProcessState): Promise<void>;
  writeHotKeys(hotKeys: HotKeys): Promise<void>;
  /** The salt of the target's hashes: the one that is there, else the one proposed. */
  salt(target: string, proposed: Uint8Array): Promise<Uint8Array>;
}

export class LedgerFleetStore implements FleetStore {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly TableName: string,
  ) {}

  async readRecord(target: string, strong: 'strong' | 'eventual'): Promise<unknown> {
    return this.read(recordKey(target), strong);
  }

  async writeProcess(state: ProcessState): Promise<void> {
    const Item = marshall(processItem(processKey(state.target, state.processId), state), {
      removeUndefinedValues: true,
    });
    await this.client.send(new PutItemCommand({ TableName: this.TableName, Item }));
  }

  async writeHotKeys(hotKeys: HotKeys): Promise<void> {
    const Item = marshall(hotKeysItem(hotKeysKey(hotKeys.target, hotKeys.processId), hotKeys));
    await this.client.send(new PutItemCommand({ TableName: this.TableName, Item }));
  }

  async salt(target: string, proposed: Uint8Array): Promise<Uint8Array> {
    const key = saltKey(target);
    const known = await this.read(key, 'strong');
    if (known?.salt instanceof Uint8Array) return known.salt;
    const Item = marshall({ ...key, salt: proposed });
    const ConditionExpression = 'attribute_not_exists(pk)';
    try {
      await this.client.send(new PutItemCommand({ TableName: this.TableName, Item, ConditionExpression }));
      return proposed;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const others = await this.read(key, 'strong');
      if (others?.salt instanceof Uint8Array) return others.salt;
      throw error;
    }
  }

  private async read(key: object, strong: 'strong' | 'eventual'): Promise<Record<string, unknown> | undefined> {
    const { TableName } = this;
    const ConsistentRead = strong === 'strong';
    const { Item } = await this.client.send(new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead }));
    return Item === undefined ? undefined : unmarshall(Item);
  }
}

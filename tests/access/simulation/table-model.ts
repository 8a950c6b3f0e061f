import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Input, Operation, Output, TableClient } from '../../../shared/dax-access/index';
import type { Applied } from './history';
import type { VirtualTime } from './virtual-time';

type Item = Record<string, AttributeValue>;

export class Refused extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** One table with items {id, v, version}: exact, with a past for reads that may lag, and a list of what was applied. */
export class TableModel {
  readonly applied: Applied[] = [];
  private readonly past = new Map<string, { readonly atMs: number; readonly item: Item }[]>();
  private readonly tokens = new Set<string>();

  constructor(private readonly time: VirtualTime) {}

  /** As it was so long ago, if that is asked. */
  read(key: string, lagMs: number): Item | undefined {
    const atMs = this.time.now() - lagMs;
    return this.past.get(key)?.findLast((state) => state.atMs <= atMs)?.item;
  }

  write(item: Item, condition: 'none' | { readonly version: string | undefined }, token?: string): void {
    if (token !== undefined && this.tokens.has(token)) return;
    const key = item.id?.S ?? '';
    const now = this.read(key, 0);
    if (condition !== 'none' && now?.version?.N !== condition.version)
      throw new Refused('ConditionalCheckFailedException', 'The conditional request failed');
    if (token !== undefined) this.tokens.add(token);
    const atMs = this.time.now();
    this.past.set(key, [...(this.past.get(key) ?? []), { atMs, item }]);
    this.applied.push({ atMs, key, value: item.v?.S ?? '' });
  }

  /** One request as DynamoDB would carry it out now. */
  carryOut<Name extends Operation>(operation: Name, input: Input<Name>, lagMs: number): Output<Name> {
    switch (operation) {
      case 'getItem': {
        const { Key, ConsistentRead } = input as Input<'getItem'>;
        const Item = this.read(Key?.id?.S ?? '', ConsistentRead === true ? 0 : lagMs);
        return (Item === undefined ? {} : { Item }) as Output<Name>;
      }
      case 'putItem': {
        const { Item = {}, ConditionExpression, ExpressionAttributeValues } = input as Input<'putItem'>;
        const version = ExpressionAttributeValues?.[':expected']?.N;
        this.write(Item, ConditionExpression === undefined ? 'none' : { version });
        return {} as Output<Name>;
      }
      case 'transactWriteItems': {
        const { TransactItems = [], ClientRequestToken } = input as Input<'transactWriteItems'>;
        for (const { Put } of TransactItems) this.write(Put?.Item ?? {}, 'none', ClientRequestToken);
        return {} as Output<Name>;
      }
      default:
        throw new Error(`the model has no ${operation}`);
    }
  }
}

export interface PipeFaults {
  readonly time: VirtualTime;
  readonly random: () => number;
  /** 0 to 1, may change. */
  trouble: number;
}

/** DynamoDB behind an unreliable network, as the SDK's client shows it. */
export class LossyTable implements TableClient {
  constructor(
    private readonly model: TableModel,
    private readonly faults: PipeFaults,
    /** Tells who was asked, so that the run knows which writes went around DAX. */
    private readonly asked: (values: readonly string[]) => void,
  ) {}

  async call<Name extends Operation>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    this.asked(valuesOf(operation, input));
    const { time, random, trouble } = this.faults;
    await time.sleep(1 + random() * 8);
    const chance = random();
    if (chance < trouble * 0.1) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    if (chance < trouble * 0.2) throw sdkError('ProvisionedThroughputExceededException', 400, 'client');
    if (chance < trouble * 0.3) await time.sleep(random() * 2_000);
    const output = this.tried(operation, input, random() * 500);
    const lost = random();
    if (lost < trouble * 0.1) throw sdkError('InternalServerError', 500, 'server');
    if (lost < trouble * 0.2) return new Promise(() => {});
    await time.sleep(1 + random() * 8);
    return output;
  }

  close(): void {}

  private tried<Name extends Operation>(operation: Name, input: Input<Name>, lagMs: number): Output<Name> {
    try {
      return this.model.carryOut(operation, input, lagMs);
    } catch (error) {
      throw error instanceof Refused ? sdkError(error.name, 400, 'client') : error;
    }
  }
}

function sdkError(name: string, httpStatusCode: number, $fault: 'client' | 'server'): Error {
  return Object.assign(new Error(name), { name, $fault, $metadata: { httpStatusCode } });
}

function valuesOf(operation: Operation, input: object): readonly string[] {
  const { Item } = input as Input<'putItem'>;
  const { TransactItems = [] } = input as Input<'transactWriteItems'>;
  const items = operation === 'transactWriteItems' ? TransactItems.map(({ Put }) => Put?.Item) : [Item];
  return items.flatMap((item) => item?.v?.S ?? []);
}

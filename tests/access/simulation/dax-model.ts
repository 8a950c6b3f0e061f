import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Input, Operation, Output, Transport } from '../../../shared/dax-access/index';
import { type PipeFaults, Refused, type TableModel } from './table-model';

type Item = Record<string, AttributeValue> | undefined;

interface Node {
  readonly cache: Map<string, { readonly item: Item; readonly untilMs: number }>;
  state: 'up' | 'paused' | 'down';
}

/** What is lost between one process and one node: what it sends, what it should get, or both; its connections stay open. */
export type Partition = 'to-node' | 'to-client' | 'both';

/** A cluster whose nodes each cache items for a time, write through, and tell each other a little later. */
export class DaxModel {
  readonly nodes: Node[];
  private readonly partitions = new Map<string, Partition>();

  constructor(
    private readonly table: TableModel,
    private readonly faults: PipeFaults,
    private readonly ttlMs: number,
    count: number,
  ) {
    this.nodes = Array.from({ length: count }, () => ({ cache: new Map(), state: 'up' }));
  }

  part(process: number, node: number, partition: Partition): void {
    this.partitions.set(`${process} ${node}`, partition);
  }

  heal(): void {
    this.partitions.clear();
  }

  /** The client of one process. `repeats`: as the official clients do by default, which the module switches off. */
  transport(process: number, repeats: 'never' | 'as-the-client-does' = 'never'): Transport {
    return {
      call: async (operation, input) => {
        try {
          return await this.once(process, operation, input);
        } catch (error) {
          const underway = (error as { readonly code?: string }).code === 'EndOfStreamException';
          if (repeats === 'never' || !underway) throw error;
          return this.once(process, operation, input);
        }
      },
      routes: () => (this.nodes.some(({ state }) => state !== 'down') ? 'some' : 'none'),
      close: () => {},
    };
  }

  private async once<Name extends Operation>(
    process: number,
    operation: Name,
    input: Input<Name>,
  ): Promise<Output<Name>> {
    const { time, random, trouble } = this.faults;
    const number = Math.floor(random() * this.nodes.length);
    const node = this.nodes[number] as Node;
    const lostTo = (side: Partition) => {
      const partition = this.partitions.get(`${process} ${number}`);
      return partition === 'both' || partition === side;
    };
    await time.sleep(random() * 2);
    if (node.state === 'down') throw clientError('ConnectionException', 'connect ECONNREFUSED 127.0.0.1:8111');
    // A connection that died while it rested: nothing is sent, and nothing ever comes.
    if (random() < trouble * 0.05) return new Promise(() => {});
    if (lostTo('to-node')) return new Promise(() => {});
    if (random() < trouble * 0.1) await time.sleep(random() * 5_000);
    while (node.state === 'paused') await time.sleep(50 + random() * 100);
    const output = await this.served(node, operation, input);
    const lost = random();
    // A node that died in between, or an answer that is lost on its way.
    if (node.state !== 'up' || lost < trouble * 0.1) throw clientError('EndOfStreamException', 'stream ended');
    if (lost < trouble * 0.15 || lostTo('to-client')) return new Promise(() => {});
    await time.sleep(random() * 2);
    return output;
  }

  private async served<Name extends Operation>(node: Node, operation: Name, input: Input<Name>): Promise<Output<Name>> {
    const { time, random, trouble } = this.faults;
    try {
      if (operation === 'getItem') return (await this.get(node, input as Input<'getItem'>)) as Output<Name>;
      await time.sleep(2 + random() * 8);
      if (random() < trouble * 0.05) throw serverError('ThrottlingException', [4, 37, 38, 39, 50]);
      const output = this.table.carryOut(operation, input, 0);
      await time.sleep(1 + random() * 5);
      const { Item } = input as Input<'putItem'>;
      // A transaction passes through; what it changed is cached by later reads.
      if (operation === 'putItem' && Item !== undefined) this.keep(node, Item.id?.S ?? '', Item);
      return output;
    } catch (error) {
      throw error instanceof Refused ? serverError(error.name, [4, 37, 38, 39, 43]) : error;
    }
  }

  private async get(node: Node, { Key, ConsistentRead }: Input<'getItem'>): Promise<Output<'getItem'>> {
    const { time, random } = this.faults;
    const key = Key?.id?.S ?? '';
    const known = node.cache.get(key);
    if (ConsistentRead !== true && known !== undefined && known.untilMs > time.now())
      return known.item === undefined ? {} : { Item: known.item };
    await time.sleep(1 + random() * 5);
    const item = this.table.read(key, ConsistentRead === true ? 0 : random() * 500);
    // What was read stands in the cache a little later, whatever was written meanwhile.
    await time.sleep(random() * 50);
    if (ConsistentRead !== true) node.cache.set(key, { item, untilMs: time.now() + this.ttlMs });
    return item === undefined ? {} : { Item: item };
  }

  private keep(node: Node, key: string, item: Item): void {
    const { time, random } = this.faults;
    const store = (into: Node) => into.cache.set(key, { item, untilMs: time.now() + this.ttlMs });
    store(node);
    for (const other of this.nodes) if (other !== node) time.after(random() * 800, () => store(other));
  }
}

function clientError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code, retryable: true, _tubeInvalid: false });
}

function serverError(code: string, codeSeq: readonly number[]): Error {
  return Object.assign(new Error(`${code}: no`), {
    code,
    codeSeq,
    statusCode: 400,
    retryable: false,
    _tubeInvalid: false,
  });
}

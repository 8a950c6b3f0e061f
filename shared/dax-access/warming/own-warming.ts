import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { WarmedKeys } from '../../fleet';
import { chunks } from '../batch/chunks';
import type { Observer } from '../calls/observation';
import type { CallLedger } from '../endpoint/call-ledger';
import type { ClusterClient } from '../transport/cluster-client';
import type { HotKeySampler } from './hot-key-sampler';

/** What the endpoint record asks for: the new cluster is sealed and may be filled. */
export interface WarmOrder {
  readonly epoch: number;
  readonly cluster: Pick<ClusterClient, 'name' | 'call'>;
  /** Of the route in force: who acknowledges what comes next waits until these reads are over. */
  readonly calls: Pick<CallLedger, 'begin' | 'end' | 'giveUp'>;
}

export interface OwnWarmingParts {
  readonly target: string;
  /** Undefined: this process does not look at keys, and so has none to warm. */
  readonly sampler: Pick<HotKeySampler, 'toWarm'> | undefined;
  readonly observer: Observer | undefined;
}

/** Small, so that a hand-over that turns round is followed soon, and a new cluster is not flooded. */
const KEYS_PER_REQUEST = 25;
const REQUEST_MS = 2_000;

type Item = ReturnType<HotKeySampler['toWarm']>[number];

/**
 * Has the new cluster of a hand-over cache what this process reads most, once the record says that it is sealed: by BatchGetItem, one
 * request after the other. Each process warms its own keys, so no key leaves it.
 */
export class OwnWarming {
  private order: WarmOrder | undefined;
  private begun: number | undefined;
  private done: WarmedKeys | undefined;

  constructor(private readonly parts: OwnWarmingParts) {}

  /** After each look at the record; undefined: nothing may be warmed (any more). Never throws and never waits. */
  looked(order: WarmOrder | undefined): void {
    this.order = order;
    if (order === undefined || order.epoch === this.begun) return;
    this.begun = order.epoch;
    void this.warm(order);
  }

  /** What was warmed under the record of this epoch; undefined: nothing, or not all yet. */
  warmed(epoch: number): WarmedKeys | undefined {
    return this.done?.epoch === epoch ? this.done : undefined;
  }

  private async warm(order: WarmOrder): Promise<void> {
    let [keys, failed] = [0, 0];
    for (const [table, items] of byTable(this.parts.sampler?.toWarm() ?? []))
      for (const some of chunks(items, KEYS_PER_REQUEST)) {
        if (this.order?.epoch !== order.epoch) return;
        const isRead = await this.read(order, table, some);
        keys += isRead ? some.length : 0;
        failed += isRead ? 0 : some.length;
      }
    this.done = { epoch: order.epoch, keys, failed };
    const { target, observer } = this.parts;
    observer?.event({ kind: 'warmed', target, cluster: order.cluster.name, keys, failed });
  }

  private async read({ cluster, calls }: WarmOrder, table: string, items: readonly Item[]): Promise<boolean> {
    const Keys = items.map(({ key }) => key as Record<string, AttributeValue>);
    calls.begin();
    try {
      await cluster.call('batchGetItem', { RequestItems: { [table]: { Keys } } }, REQUEST_MS);
      return true;
    } catch {
      // It may still be carried out, and fill the cache late.
      calls.giveUp();
      return false;
    } finally {
      calls.end();
    }
  }
}

function byTable(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const tables = new Map<string, Item[]>();
  for (const item of items) tables.set(item.table, [...(tables.get(item.table) ?? []), item]);
  return tables;
}

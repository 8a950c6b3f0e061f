import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type DataKey, type KeyValue, type TopKey, TopKeys } from '../../fleet';
import type { Clock } from '../calls/clock';
import type { Input, ReadOperation } from '../calls/operation';
import type { AccessOptions } from '../options/options';
import { itemKey, tableName } from '../stale/item-key';

export type WarmingKeys =
  | { readonly kind: 'hashed' }
  | { readonly kind: 'raw'; readonly dataKey: () => Promise<DataKey> };

export interface Sampled {
  readonly windowMs: number;
  /** All reads, counted; those of a key are estimated from the sample. */
  readonly reads: number;
  readonly keys: readonly {
    readonly text: string;
    readonly item: { readonly table: string; readonly key: Readonly<Record<string, KeyValue>> };
    readonly reads: number;
  }[];
}

/** One read in so many is looked at: a lookup then costs a tenth of a microsecond per read. */
const SAMPLED_ONE_IN = 16;
const REPORTED: Readonly<Record<WarmingKeys['kind'], number>> = { hashed: 200, raw: 1_000 };
/** What a process warms itself, whatever it tells of it. */
const WARMED = 1_000;

type About = Sampled['keys'][number]['item'];

interface Window {
  readonly sinceMs: number;
  reads: number;
  readonly top: TopKeys<About>;
}

export function hotKeySamplerOf(
  { endpoint, warmingKeys = 'hashed' }: AccessOptions,
  clock: Clock,
  random: () => number,
): HotKeySampler | undefined {
  const followed = typeof endpoint === 'object' && 'record' in endpoint;
  if (!followed || warmingKeys === 'off') return undefined;
  if (warmingKeys === 'hashed') return new HotKeySampler({ kind: 'hashed' }, clock, random);
  const { rawEncryptedWith: given } = warmingKeys;
  const dataKey = typeof given === 'function' ? given : () => Promise.resolve({ plaintext: given });
  return new HotKeySampler({ kind: 'raw', dataKey }, clock, random);
}

/** The items that this process reads most, of the last one to two windows. */
export class HotKeySampler {
  private skip = 1;
  private window: Window;
  private earlier: Window | undefined;

  constructor(
    readonly mode: WarmingKeys,
    private readonly clock: Clock,
    private readonly random: () => number,
    private readonly oneIn = SAMPLED_ONE_IN,
  ) {
    this.window = this.opened();
  }

  saw(operation: ReadOperation, input: Input<ReadOperation>): void {
    if (operation === 'getItem') {
      const { TableName, Key } = input as Input<'getItem'>;
      if (TableName !== undefined && Key !== undefined) this.one(TableName, Key);
    } else if (operation === 'batchGetItem') {
      const { RequestItems = {} } = input as Input<'batchGetItem'>;
      for (const [table, { Keys }] of Object.entries(RequestItems)) for (const key of Keys ?? []) this.one(table, key);
    }
  }

  /** What was seen before the last window is forgotten. */
  turn(): void {
    this.earlier = this.window;
    this.window = this.opened();
  }

  sampled(): Sampled {
    const { window, earlier } = this;
    return {
      windowMs: Math.round(this.clock.now() - (earlier ?? window).sinceMs),
      reads: window.reads + (earlier?.reads ?? 0),
      keys: this.most(REPORTED[this.mode.kind]).map(({ key, about, count }) => ({
        text: key,
        item: about,
        reads: count * this.oneIn,
      })),
    };
  }

  /** The items that this process itself has the new cluster of a hand-over cache, most read first. */
  toWarm(): readonly About[] {
    return this.most(WARMED).map(({ about }) => about);
  }

  private most(limit: number): readonly TopKey<About>[] {
    const together = new Map<string, TopKey<About>>();
    for (const one of [...(this.earlier?.top.top() ?? []), ...this.window.top.top()])
      together.set(one.key, { ...one, count: one.count + (together.get(one.key)?.count ?? 0) });
    return [...together.values()].sort((left, right) => right.count - left.count).slice(0, limit);
  }

  private one(table: string, key: Record<string, AttributeValue>): void {
    this.window.reads += 1;
    this.skip -= 1;
    if (this.skip > 0) return;
    // So many on average, and at no fixed distance: a loop over keys would else be seen always at the same ones.
    this.skip = 1 + Math.floor(this.random() * (2 * this.oneIn - 1));
    this.window.top.see(itemKey(table, key), () => ({
      table: tableName(table),
      key: structuredClone(key) as Record<string, KeyValue>,
    }));
  }

  private opened(): Window {
    // Twice as many as are used: the least of those held are uncertain.
    return { sinceMs: this.clock.now(), reads: 0, top: new TopKeys(2 * WARMED) };
  }
}

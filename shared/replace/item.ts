import { processRange, readProcessState, recordKey } from '../fleet';
import { type EndpointRecord, type Journal, type Plan, readRecord } from '../handover';
import type { Item, Json, LedgerStore, Update } from '../ledger';
import { absent, equals } from '../ledger/update';
import type { RaisedWork } from './raised-reads';
import type { Kind } from './request';

/** What stands in the record's item beside the record, for the controller alone. */
export interface Work {
  readonly plan: Plan;
  readonly kind: Kind;
  readonly reason: string;
  /** The new cluster, if it is ours to create. */
  readonly create?: {
    readonly nodeType: string;
    readonly nodes: number;
    readonly roleArn: string;
    readonly subnetGroup?: string;
  };
  readonly warming: 'not-begun' | 'running' | 'over';
  /** When processes were asked to warm the new cluster. */
  readonly warmingSinceMs?: number;
  /** Read capacity that is raised for the bridge, and given back. */
  readonly raised?: RaisedWork;
  readonly stop?: string;
}

export type StoredItem =
  | { readonly kind: 'none' }
  | { readonly kind: 'refused'; readonly problems: readonly string[] }
  | {
      readonly kind: 'stored';
      readonly record: EndpointRecord;
      readonly journal?: Journal;
      readonly work?: Work;
      /** Grows with each write of the item; absent: a person wrote it. */
      readonly revision?: number;
    };

export async function readItem(ledger: LedgerStore, target: string): Promise<StoredItem> {
  const item = await ledger.read(recordKey(target));
  if (item === undefined) return { kind: 'none' };
  const reading = readRecord(item);
  if (reading.kind === 'refused') return reading;
  const { journal, work, revision } = item as {
    readonly journal?: Journal;
    readonly work?: Work;
    readonly revision?: number;
  };
  return {
    kind: 'stored',
    record: reading.record,
    ...(journal === undefined ? {} : { journal }),
    ...(work === undefined ? {} : { work }),
    ...(revision === undefined ? {} : { revision }),
  };
}

export interface Stored {
  readonly record: EndpointRecord;
  readonly journal?: Journal | undefined;
  readonly work?: Work | undefined;
}

/** One write for record, journal and plan together, and only over what was read. */
export function writeUpdate(
  before: Extract<StoredItem, { readonly kind: 'stored' }> | undefined,
  stored: Stored,
): Update {
  const { record, journal, work } = stored;
  const optional = {
    itemTtlMs: record.itemTtlMs,
    acknowledged: record.acknowledged,
    hold: record.hold,
    // It lasts as long as the stage; the next record is without.
    warm: work?.warming === 'running' && record.epoch === before?.record.epoch ? true : undefined,
    journal: journal as unknown as Json | undefined,
    work: work as unknown as Json | undefined,
  };
  const present = Object.entries(optional).filter(([, value]) => value !== undefined) as [string, Json][];
  const gone = Object.keys(optional).filter((name) => !present.some(([known]) => known === name));
  const revision = before?.revision;
  return {
    key: recordKey(record.target),
    when: revision === undefined ? absent(before === undefined ? 'epoch' : 'revision') : equals('revision', revision),
    set: {
      target: record.target,
      epoch: record.epoch,
      phase: record.phase,
      old: record.old,
      new: record.new,
      revision: (revision ?? 0) + 1,
      ...(Object.fromEntries(present) as Item),
    },
    remove: gone,
  };
}

/** Every process that has told of itself, alive or not. */
export async function readFleet(ledger: LedgerStore, target: string) {
  const { pk, prefix } = processRange(target);
  const items = await ledger.query({ pk, from: prefix, to: `${prefix}\uffff`, limit: 5_000, order: 'oldest-first' });
  return items.map(readProcessState).filter((state) => state !== undefined);
}

import type { Json } from './json';

export type TableStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
export type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST';

/** Read and write units per second. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface Projection {
  readonly ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly NonKeyAttributes?: readonly string[];
}

/** What is provisioned or capped for a table or a global index. */
export interface Capacity {
  /** 0 and 0 on demand. */
  readonly provisioned: Units;
  /** What it will be once the change under way is done. */
  readonly upcoming?: Units;
  /** The highest ever provisioned. */
  readonly highest: Units;
  readonly onDemandMax: { readonly read?: number; readonly write?: number };
  readonly warm?: Units & { readonly status: 'ACTIVE' | 'UPDATING' };
  readonly decreasesAtMs: readonly number[];
  readonly lastIncreaseAtMs?: number;
  readonly lastDecreaseAtMs?: number;
}

export interface IndexRecord {
  readonly name: string;
  readonly arn: string;
  readonly keySchema: readonly KeyElement[];
  readonly projection: Projection;
}

export interface GlobalIndexRecord extends IndexRecord {
  readonly status: TableStatus;
  readonly backfilling?: boolean;
  readonly capacity: Capacity;
}

export interface TimeToLive {
  readonly attribute: string;
  readonly status: 'ENABLING' | 'ENABLED' | 'DISABLING';
  readonly changedAtMs: number;
}

export interface TableRecord {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAtMs: number;
  readonly status: TableStatus;
  readonly attributeDefinitions: readonly Json[];
  readonly keySchema: readonly KeyElement[];
  readonly localIndexes: readonly IndexRecord[];
  readonly globalIndexes: readonly GlobalIndexRecord[];
  readonly mode: BillingMode;
  /** The mode by which requests are let in: the old one while a switch is under way. */
  readonly enforcedMode: BillingMode;
  /** AWS leaves BillingModeSummary out for a table that was never on demand. */
  readonly wasOnDemand: boolean;
  readonly lastOnDemandAtMs?: number;
  readonly switchesToOnDemandAtMs: readonly number[];
  readonly capacity: Capacity;
  readonly tableClass?: { readonly name: string; readonly changedAtMs?: number };
  readonly deletionProtection: boolean;
  readonly sse?: Json;
  readonly tags: ReadonlyMap<string, string>;
  readonly timeToLive?: TimeToLive;
  readonly pointInTimeRecovery?: { readonly sinceMs: number; readonly days: number };
}

export const noUnits: Units = { read: 0, write: 0 };

export const freshCapacity = (provisioned: Units): Capacity => ({
  provisioned,
  highest: provisioned,
  onDemandMax: {},
  decreasesAtMs: [],
});

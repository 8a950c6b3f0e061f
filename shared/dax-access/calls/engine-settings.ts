import type { AroundKeys } from '../stale/around-keys';
import type { KeyNames } from '../stale/key-names';
import type { TableClient } from '../table/table-client';
import type { HotKeySampler } from '../warming/hot-key-sampler';
import type { Clock } from './clock';
import type { ConcurrencyCap } from './concurrency-cap';
import type { Observer } from './observation';

/** What the read path and the write path stand on. */
export interface EngineParts {
  readonly table: TableClient;
  readonly around: AroundKeys;
  readonly keyNames: KeyNames;
  readonly fallbackCap: ConcurrencyCap;
  readonly clock: Clock;
  readonly random: () => number;
  /** Undefined: nobody wants to know what is read most. */
  readonly hotKeys?: HotKeySampler | undefined;
  /** Undefined: nobody looks, and nothing is measured. */
  readonly observer: Observer | undefined;
}

export interface EngineSettings {
  readonly deadlineMs: number;
  /** What a read may spend on DAX before it turns to the table. */
  readonly readAttemptMs: number;
  readonly connectTimeoutMs: number;
  readonly fallbackReads: boolean;
  readonly fallbackWrites: boolean;
  readonly allowPermanentStale: boolean;
  readonly repeatAmbiguous: boolean;
  /** 0 to 1. */
  readonly canaryShare: number;
  /** How long a call that was given up may still take effect. */
  readonly settleBoundMs: number;
}

/** A cache may have read the table just before a write and taken the result in just after: time for that on top of the TTL. */
export const STALE_MARGIN_MS = 2_000;

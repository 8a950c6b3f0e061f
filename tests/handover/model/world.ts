/**
 * One state of everything, as whole numbers from 0: one item of one table, two clusters that may cache it, processes with their calls, the
 * endpoint record with its journal (by number), what the counters say, and what may still go wrong.
 *
 * Versions number the writes of the item in the order in which they landed; 0 is the state before, which may as well be "there is
 * none": a cached absence is a cached version. A cache that holds nothing of the item has NOTHING.
 */
export type World = readonly number[];

export const NOTHING = 15;

export const at = {
  /** Record and journal, by number. */
  record: 0,
  version: 1,
  /** What an eventually consistent read of the table gives. */
  replica: 2,
  /** Cached version and whether it was put before the seal, for old and new. */
  cacheOld: 3,
  agedOld: 4,
  cacheNew: 5,
  agedNew: 6,
  /** Newest version that went through the cluster: what it serves never goes back before it. */
  throughOld: 7,
  throughNew: 8,
  /** Newest version that a writer was told of. */
  acknowledged: 9,
  /** Three datapoints without: 1. */
  quietReadsOld: 10,
  quietOld: 11,
  quietNew: 12,
  /** Something went through old since the stage began (1), since the seal (2). */
  usedOld: 13,
  /** new holds nothing and nobody uses it. */
  emptyNew: 14,
  /** Version at the seal: what replicas have caught up with by the end of a wait. */
  sealed: 15,
  warming: 16,
  /** 0: under way; else 1 + the number of the outcome. */
  ended: 17,
  /** What the controller has seen and not yet done; 0: nothing. */
  intent: 18,
  /** 1: old was deleted; 2: new was. */
  deleted: 19,
  writes: 20,
  givenUps: 21,
  crashes: 22,
  kills: 23,
  fallbacks: 24,
  slowReads: 25,
  losses: 26,
  attempts: 27,
  turns: 28,
  /** What is waited for after the seal is over. */
  elapsed: 29,
  usedNew: 30,
  quietWritesOld: 31,
  quietReadsNew: 32,
  processes: 33,
} as const;

/** Of a process, counted from its first number. */
export const of = {
  life: 0,
  /** The record that it follows, by number. */
  record: 1,
  /** Calls: up to two, of which one was given up. */
  calls: 2,
  /** A read that fills the cache later: the cluster (0: none), what it has read, and under which record. */
  fill: 14,
  filled: 15,
  fillRecord: 16,
  fillAged: 17,
  /** 1: it has seen, in the record that it follows, that new may be warmed. */
  warms: 18,
} as const;

export const call = {
  /** 0: none; 1: old, 2: new, 3: the table, 4: the table instead of the cluster. */
  via: 0,
  record: 1,
  /** 0: sent; 1: in the table; 2: in the cache. */
  stage: 2,
  version: 3,
  givenUp: 4,
  /** It was on its way when the stage was sealed. */
  aged: 5,
} as const;

export const CALL_SIZE = 6;
export const CALLS = 2;
export const PROCESS_SIZE = 19;

export const life = {
  absent: 0,
  /** Has read the record; is registered, or not. */
  joining: 1,
  registered: 2,
  up: 3,
  /** Serves, and does not stand in the fleet's list yet. */
  unregistered: 4,
  /** Killed; its lease still runs. */
  dead: 5,
  /** Serves, cannot reach the ledger, and its lease is over. */
  unheard: 6,
  /** Never follows: a literal endpoint of the old cluster. */
  literal: 7,
} as const;

export const keyOf = (world: World): string => String.fromCharCode(...world);

export const processAt = (index: number): number => at.processes + index * PROCESS_SIZE;
export const processesOf = (world: World): number => (world.length - at.processes) / PROCESS_SIZE;

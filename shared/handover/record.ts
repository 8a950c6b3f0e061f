/** The endpoint record of a target: which clusters serve it, and how far a hand-over between them has come. Clusters by name only. */
export interface EndpointRecord {
  readonly target: string;
  /** Grows by one with each change of the record. */
  readonly epoch: number;
  readonly phase: PhaseNumber;
  /** Null: the table alone. */
  readonly old: string | null;
  readonly new: string | null;
  /** Item TTL of the clusters; absent: not known. */
  readonly itemTtlMs?: number;
  /** In phase 3: every process has acknowledged it. */
  readonly acknowledged?: boolean;
  /** Writes wait: nothing is written while this record is in force. Never in phase 2. */
  readonly hold?: boolean;
  /**
   * The new cluster is sealed: nothing that is sent through the old one can still land, so processes may fill it with what they read
   * most. Only where reads do not go through new yet: in phase 2, and in phase 0 while writes are held. The record's epoch stays.
   */
  readonly warm?: boolean;
}

export const phaseNumbers = [0, 1, 2, 3] as const;
export type PhaseNumber = (typeof phaseNumbers)[number];

export type RecordReading =
  | { readonly kind: 'record'; readonly record: EndpointRecord }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

const clusterName = /^[a-z](?!.*--)[a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$/;

/** Whatever stands in the table, as a record or with everything that is wrong with it. A host or a URL is no cluster name. */
export function readRecord(value: unknown): RecordReading {
  if (typeof value !== 'object' || value === null) return { kind: 'refused', problems: ['the record is not a map'] };
  const item = value as Readonly<Record<string, unknown>>;
  const problems = [
    typeof item.target === 'string' && item.target !== '' ? undefined : problem('target', item.target, 'a name'),
    isWhole(item.epoch) ? undefined : problem('epoch', item.epoch, 'a whole number from 0'),
    isPhase(item.phase) ? undefined : problem('phase', item.phase, '0, 1, 2 or 3'),
    isCluster(item.old) ? undefined : problem('old', item.old, 'the name of a cluster, or null'),
    isCluster(item.new) ? undefined : problem('new', item.new, 'the name of a cluster, or null'),
    item.itemTtlMs === undefined || isWhole(item.itemTtlMs)
      ? undefined
      : problem('itemTtlMs', item.itemTtlMs, 'a whole number of milliseconds from 0'),
    item.old !== null && item.old === item.new ? problem('new', item.new, 'another cluster than old') : undefined,
    (item.phase === 2 || item.phase === 3) && item.new === null
      ? problem('new', item.new, `the name of a cluster in phase ${String(item.phase)}`)
      : undefined,
    item.hold !== undefined && typeof item.hold !== 'boolean'
      ? problem('hold', item.hold, 'true or absent')
      : undefined,
    item.hold === true && item.phase === 2 ? problem('hold', item.hold, 'absent in phase 2') : undefined,
    item.warm !== undefined && typeof item.warm !== 'boolean'
      ? problem('warm', item.warm, 'true or absent')
      : undefined,
    item.warm === true && !mayWarm(item)
      ? problem('warm', item.warm, 'absent outside of phase 2, and of phase 0 with writes held and a new cluster')
      : undefined,
  ].filter((found) => found !== undefined);
  if (problems.length > 0) return { kind: 'refused', problems };
  return { kind: 'record', record: recordOf(item as unknown as EndpointRecord) };
}

function recordOf({
  target,
  epoch,
  phase,
  old,
  new: next,
  itemTtlMs,
  acknowledged,
  hold,
  warm,
}: EndpointRecord): EndpointRecord {
  return {
    target,
    epoch,
    phase,
    old,
    new: next,
    ...(itemTtlMs === undefined ? {} : { itemTtlMs }),
    ...(acknowledged === true ? { acknowledged } : {}),
    ...(hold === true ? { hold } : {}),
    ...(warm === true ? { warm } : {}),
  };
}

const mayWarm = ({ phase, hold, new: next }: Readonly<Record<string, unknown>>): boolean =>
  phase === 2 || (phase === 0 && hold === true && next !== null);

const problem = (field: string, value: unknown, rule: string): string =>
  `${field} is ${JSON.stringify(value) ?? 'absent'}; it must be ${rule}`;
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isPhase = (value: unknown): boolean => phaseNumbers.some((number) => number === value);
const isCluster = (value: unknown): boolean => value === null || (typeof value === 'string' && clusterName.test(value));

/** How a read is done: strong costs one unit per 4 KB, eventual half, transactional twice. */
export type Consistency = 'strong' | 'eventual' | 'transactional';
export type WriteKind = 'standard' | 'transactional';

const readFactor: Readonly<Record<Consistency, number>> = { strong: 1, eventual: 0.5, transactional: 2 };
const writeFactor: Readonly<Record<WriteKind, number>> = { standard: 1, transactional: 2 };

/**
 * Read capacity units per second: ceil(KB / 4) x reads x factor. The size is rounded up per item, before anything is
 * multiplied (DynamoDB developer guide, capacity units). 2 KB at 100 reads/s: 100 strong, 50 eventual, 200 transactional.
 */
export function readUnits(load: {
  readonly itemKilobytes: number;
  readonly readsPerSecond: number;
  readonly consistency: Consistency;
}): number {
  return Math.max(1, Math.ceil(load.itemKilobytes / 4)) * load.readsPerSecond * readFactor[load.consistency];
}

/** Write capacity units per second: ceil(KB / 1) x writes x factor. 2 KB at 50 writes/s: 100, transactional 200. */
export function writeUnits(load: {
  readonly itemKilobytes: number;
  readonly writesPerSecond: number;
  readonly kind: WriteKind;
}): number {
  return Math.max(1, Math.ceil(load.itemKilobytes)) * load.writesPerSecond * writeFactor[load.kind];
}

/** Whole units to provision so that the load stays at the target utilisation: 50 units/s at 70 % need 72. */
export function unitsToProvision(
  unitsPerSecond: number,
  limits: { readonly targetUtilisationPercent: number; readonly minUnits: number; readonly maxUnits: number },
): number {
  const wanted = Math.ceil((unitsPerSecond * 100) / limits.targetUtilisationPercent - 1e-9);
  return Math.min(limits.maxUnits, Math.max(limits.minUnits, wanted));
}

/** Worked examples, as the documents show them and the tests check them. */
export const capacityExamples = {
  reads: [
    { itemKilobytes: 2, readsPerSecond: 100, consistency: 'strong', units: 100 },
    { itemKilobytes: 2, readsPerSecond: 100, consistency: 'eventual', units: 50 },
    { itemKilobytes: 2, readsPerSecond: 100, consistency: 'transactional', units: 200 },
    { itemKilobytes: 4.1, readsPerSecond: 100, consistency: 'strong', units: 200 },
  ],
  writes: [
    { itemKilobytes: 2, writesPerSecond: 50, kind: 'standard', units: 100 },
    { itemKilobytes: 2, writesPerSecond: 50, kind: 'transactional', units: 200 },
  ],
} as const;

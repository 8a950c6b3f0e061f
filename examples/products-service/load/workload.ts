import { randomOf } from './random';
import { zipf } from './zipf';

/** What the generator draws from; defaults after published statistics of cache clusters. */
export interface Workload {
  readonly seed: number;
  /** Distinct items. */
  readonly keys: number;
  /** Exponent of the popularity. Default 1.1: Twitter's read-mostly clusters lie between 0.9 and 1.7. */
  readonly zipfAlpha?: number;
  /** Share of reads, 0 to 1. Default 0.99; Twitter's cluster 4 has 0.93. */
  readonly readShare?: number;
  /** Median of the item's payload. Default 240. */
  readonly medianBytes?: number;
  /** Spread of its logarithm. Default 0.9. */
  readonly bytesSigma?: number;
  /** Requests per second over time. */
  readonly shape: Shape;
}

export type Shape =
  | { readonly kind: 'steady'; readonly perSecond: number }
  | {
      readonly kind: 'diurnal';
      readonly lowPerSecond: number;
      readonly highPerSecond: number;
      readonly periodMs: number;
    }
  /** From one rate to another, evenly, and on at that. */
  | {
      readonly kind: 'growth';
      readonly fromPerSecond: number;
      readonly toPerSecond: number;
      readonly overMs: number;
    }
  | {
      readonly kind: 'spike';
      readonly basePerSecond: number;
      readonly peakPerSecond: number;
      readonly fromMs: number;
      readonly untilMs: number;
    };

export interface Draw {
  readonly kind: 'read' | 'write';
  readonly id: string;
  /** Of a write. */
  readonly bytes: number;
}

/** An endless, reproducible sequence of requests. */
export function draws(workload: Workload): () => Draw {
  const random = randomOf(workload.seed);
  const rank = zipf(workload.keys, workload.zipfAlpha ?? 1.1, random);
  const readShare = workload.readShare ?? 0.99;
  const stride = strideOf(workload.keys);
  return () => {
    const kind = random() < readShare ? 'read' : 'write';
    return { kind, id: `p${(rank() * stride) % workload.keys}`, bytes: payloadBytes(workload, random) };
  };
}

/** A trace of accesses instead: big-endian 32-bit numbers, one key each; reads all of them. */
export function tracedDraws(trace: Uint8Array, workload: Workload): () => Draw {
  const view = new DataView(trace.buffer, trace.byteOffset, trace.byteLength);
  const count = Math.floor(trace.byteLength / 4);
  if (count === 0) throw new RangeError('the key trace holds no key');
  const random = randomOf(workload.seed);
  const readShare = workload.readShare ?? 1;
  let at = 0;
  return () => {
    const key = view.getUint32((at % count) * 4);
    at += 1;
    const kind = random() < readShare ? 'read' : 'write';
    return { kind, id: `p${key % workload.keys}`, bytes: payloadBytes(workload, random) };
  };
}

/** Ranks are spread over the ids one to one by this stride, so that popular items are no neighbours: near the golden section, without a common divisor. */
function strideOf(keys: number): number {
  let stride = Math.max(1, Math.round(keys * 0.618));
  while (divisor(stride, keys) !== 1) stride += 1;
  return stride;
}

function divisor(left: number, right: number): number {
  return right === 0 ? left : divisor(right, left % right);
}

/** One payload size per item, for what the table holds before the first write. */
export function* payloadSizes(workload: Workload): Generator<number> {
  const random = randomOf(workload.seed + 1);
  for (let item = 0; item < workload.keys; item += 1) yield payloadBytes(workload, random);
}

/** Log-normal, within what an item of a few KB may be. */
function payloadBytes({ medianBytes = 240, bytesSigma = 0.9 }: Workload, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(16, Math.min(50_000, Math.round(medianBytes * Math.exp(bytesSigma * normal))));
}

export function rateAt(shape: Shape, elapsedMs: number): number {
  switch (shape.kind) {
    case 'steady':
      return shape.perSecond;
    case 'diurnal': {
      const swing = (1 - Math.cos((2 * Math.PI * elapsedMs) / shape.periodMs)) / 2;
      return shape.lowPerSecond + (shape.highPerSecond - shape.lowPerSecond) * swing;
    }
    case 'growth': {
      const share = Math.min(1, elapsedMs / shape.overMs);
      return shape.fromPerSecond + (shape.toPerSecond - shape.fromPerSecond) * share;
    }
    case 'spike': {
      const within = elapsedMs >= shape.fromMs && elapsedMs < shape.untilMs;
      return within ? shape.peakPerSecond : shape.basePerSecond;
    }
  }
}

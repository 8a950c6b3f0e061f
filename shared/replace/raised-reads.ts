import type { ReadUnits } from './capacity';

/** How one table, or one of its indexes, is brought to give more reads, with what it was before. */
export type RaisedReads =
  /** Auto scaling is at work on its reads: the lower bound is raised, and the upper one where it is in the way. */
  | {
      readonly kind: 'floor';
      readonly name: string;
      readonly before: { readonly min: number; readonly max: number };
      readonly to: { readonly min: number; readonly max: number };
    }
  /** Provisioned units that nobody else moves. */
  | { readonly kind: 'units'; readonly name: string; readonly before: number; readonly to: number }
  /** Warm throughput of an on-demand table. It is paid once, cannot be lowered, and so there is nothing to give back. */
  | { readonly kind: 'warm'; readonly name: string; readonly to: number };

export type RaisePlan =
  | { readonly kind: 'can'; readonly raised: readonly RaisedReads[] }
  | { readonly kind: 'cannot'; readonly why: string };

/** Over AWS. Both changes look first and do what is missing, so that they can be repeated by whoever reads the record. */
export interface ReadRaiser {
  /** Changes nothing. */
  plan(wanted: readonly ReadUnits[]): Promise<RaisePlan>;
  raise(raised: readonly RaisedReads[]): Promise<void>;
  /** What somebody has set otherwise meanwhile stays. */
  giveBack(raised: readonly RaisedReads[]): Promise<void>;
}

/** It stands in the record's item. `kept`: it could not be given back, and somebody has been told. */
export interface RaisedWork {
  readonly state: 'wanted' | 'raised' | 'given-back' | 'kept';
  readonly wanted: readonly ReadUnits[];
  readonly raised: readonly RaisedReads[];
}

export const raisedText = (raised: readonly RaisedReads[]): string =>
  raised
    .map((one) => {
      if (one.kind === 'floor') return `${one.name} from at least ${one.before.min} to ${one.to.min} read units/s`;
      if (one.kind === 'units') return `${one.name} from ${one.before} to ${one.to} read units/s`;
      return `${one.name} to ${one.to} warm read units/s`;
    })
    .join(', ');

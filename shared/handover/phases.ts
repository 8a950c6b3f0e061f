import type { EndpointRecord, PhaseNumber } from './record';

type Side = 'old' | 'new';

export interface Phase {
  readonly name: string;
  readonly reads: Side | 'table';
  readonly writes: Side;
  /** May a write that cannot reach its cluster go to the table alone? */
  readonly writesAround: 'allowed' | 'refused' | 'once-acknowledged';
}

/** Who serves what while one cluster takes over from another. Two clusters never both cache what is read. */
export const phases: Readonly<Record<PhaseNumber, Phase>> = {
  0: { name: 'old', reads: 'old', writes: 'old', writesAround: 'allowed' },
  1: { name: 'bridge-old', reads: 'table', writes: 'old', writesAround: 'refused' },
  2: { name: 'bridge-new', reads: 'table', writes: 'new', writesAround: 'refused' },
  3: { name: 'new', reads: 'new', writes: 'new', writesAround: 'once-acknowledged' },
};

/** Cluster names; null is the table. */
export interface Routes {
  readonly reads: string | null;
  readonly writes: string | null;
  readonly writesAround: boolean;
  /** Writes wait until a later record lets them go on, or for as long as their caller can. */
  readonly writesHeld: boolean;
}

export function routesOf(record: EndpointRecord): Routes {
  const { reads, writes, writesAround } = phases[record.phase];
  const writesHeld = record.hold === true;
  const mayGoAround =
    writesAround === 'allowed' || (writesAround === 'once-acknowledged' && record.acknowledged === true);
  return {
    reads: reads === 'table' ? null : record[reads],
    writes: record[writes],
    writesAround: mayGoAround && !writesHeld,
    writesHeld,
  };
}

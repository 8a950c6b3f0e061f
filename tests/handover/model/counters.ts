import type { Setting } from './setting';
import { viaNew, viaOld } from './ways';
import { at } from './world';

/** The counters of the clusters, and who asks for them. */
export const counters = [
  { flag: at.quietReadsOld, via: viaOld, what: 'reads', gates: ['old-reads-quiet'] },
  { flag: at.quietWritesOld, via: viaOld, what: 'writes', gates: ['old-writes-quiet'] },
  { flag: at.quietOld, via: viaOld, what: 'requests', gates: ['old-quiet', 'old-quiet-since-pause'] },
  { flag: at.quietReadsNew, via: viaNew, what: 'reads', gates: ['new-reads-quiet'] },
  { flag: at.quietNew, via: viaNew, what: 'requests', gates: ['new-quiet'] },
] as const;

export function touch(setting: Setting, world: number[], via: number, what: 'read' | 'write'): void {
  const sealed = setting.records.of(world).journal?.sealedAtMs !== undefined;
  for (const { flag, via: of, what: counted } of counters)
    if (of === via && (counted === 'requests' || counted === `${what}s`)) world[flag] = 0;
  if (via === viaOld) world[at.usedOld] = sealed ? 2 : Math.max(world[at.usedOld] as number, 1);
  if (via === viaNew) {
    world[at.emptyNew] = 0;
    if (sealed) world[at.usedNew] = 2;
  }
}

/** Minutes count from now. */
export function notQuiet(world: number[]): void {
  for (const { flag } of counters) world[flag] = 0;
}

export const fillOf = (world: readonly number[], via: number): number =>
  Math.max(world[at.replica] as number, world[via === viaOld ? at.throughOld : at.throughNew] as number);

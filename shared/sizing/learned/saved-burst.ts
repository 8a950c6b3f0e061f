import { burstSeconds } from '../play/table-simulator';

/**
 * Unused units of the last 300 s that may still be spent at once, from the load of the last minutes and the units that were there for so
 * long. No metric tells it. It begins with none, so it is never more than there is; a minute that is not known saves nothing.
 *
 * 100 units/s provisioned, two minutes of 40: (100 - 40) x 120 = 7,200 units, of 30,000 at most.
 */
export function savedBurst(
  unitsPerSecond: ArrayLike<number | null>,
  minute: number,
  provisioned: number,
  minutes: number,
): number {
  let saved = 0;
  for (let at = Math.max(0, minute - minutes); at < minute; at += 1) {
    const surplus = (provisioned - (unitsPerSecond[at] ?? provisioned)) * 60;
    saved = Math.min(burstSeconds * provisioned, Math.max(0, saved + surplus));
  }
  return saved;
}

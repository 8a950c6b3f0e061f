import type { EndpointRecord, PhaseNumber } from './record';

/** From each phase, where a hand-over may go next, forward or back. */
const next: Readonly<Record<PhaseNumber, readonly PhaseNumber[]>> = {
  0: [0, 1],
  1: [0, 1, 2],
  2: [1, 2, 3],
  3: [2, 3],
};

export type Step =
  | { readonly kind: 'same' }
  | { readonly kind: 'step' }
  | { readonly kind: 'refused'; readonly why: string };

/** May a process that follows `from` go on to `to`? A record that jumps over a phase is not followed. */
export function stepBetween(from: EndpointRecord, to: EndpointRecord): Step {
  if (to.target !== from.target) return refused(`it is about ${to.target} and not ${from.target}`);
  if (to.epoch < from.epoch) return refused(`its epoch ${to.epoch} is before ${from.epoch}`);
  if (to.epoch === from.epoch)
    return sameRecord(from, to)
      ? { kind: 'same' }
      : refused(`it differs from the record of the same epoch ${to.epoch}`);
  if (ends(from, to)) return { kind: 'step' };
  if (to.old !== from.old) return refused(`old changes from ${from.old} to ${to.old} outside the end of a hand-over`);
  // On the way back the new cluster is dropped; a later attempt may name another one.
  const dropped = to.phase === 0 && to.new === null;
  if (to.new !== from.new && from.phase !== 0 && !dropped)
    return refused(`new changes from ${from.new} to ${to.new} in phase ${from.phase}`);
  if (next[from.phase].includes(to.phase)) return { kind: 'step' };
  // With no old cluster there is nothing to bridge from: the introduction begins at 2, and goes back from there.
  if (from.phase === 0 && to.phase === 2 && from.old === null) return { kind: 'step' };
  // Nothing is written under either of the two: both caches stand still.
  if (from.hold === true && to.hold === true && from.phase + to.phase === 3) return { kind: 'step' };
  return refused(`phase ${from.phase} is not followed by phase ${to.phase}`);
}

/** The new cluster becomes the old one; or all clusters are gone, which those who read the table anyway can follow. */
function ends(from: EndpointRecord, to: EndpointRecord): boolean {
  if (to.phase !== 0 || to.hold === true) return false;
  const taken = from.phase === 3 && to.old === from.new;
  const removed = (from.phase === 1 || from.phase === 2) && to.old === null && to.new === null;
  return taken || removed;
}

function sameRecord(left: EndpointRecord, right: EndpointRecord): boolean {
  return (
    left.phase === right.phase &&
    left.old === right.old &&
    left.new === right.new &&
    left.itemTtlMs === right.itemTtlMs &&
    left.acknowledged === right.acknowledged &&
    left.hold === right.hold
  );
}

const refused = (why: string): Step => ({ kind: 'refused', why });

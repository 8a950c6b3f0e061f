import { type Branch, ClockHold } from './branch';
import { Trail } from './history';
import { Variables } from './variables';

/** A branch inside `parent` with its own variables and its own line of events, stopped with its parent or by `family`. */
export function childOf(
  parent: Branch,
  family: AbortSignal,
  startedId: number,
  item: Branch['item'] = parent.item,
): Branch {
  const work = new ClockHold(parent.frame.platform.clock);
  work.take();
  return {
    frame: parent.frame,
    variables: new Variables(parent.variables),
    trail: new Trail(parent.trail.history, startedId),
    signal: AbortSignal.any([parent.signal, family]),
    item,
    work,
    span: parent.span,
  };
}

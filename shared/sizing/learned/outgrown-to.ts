import { isAllowed } from '../cluster-options';
import type { ClusterView } from '../cluster-view';
import { carriedByCount } from '../play/cluster-physics';
import type { SignalsAt } from './load-signals';
import {
  largerTypeFor,
  type Outgrown,
  outgrownMinutes,
  outgrownShare,
  readsOutgrownMinutes,
  writesMatter,
} from './type-choice';

/** The larger type that a cluster needs because its load has outgrown every count of the one it has; undefined where it has not. */
export function outgrownTo(view: ClusterView, signals: SignalsAt): Outgrown | undefined {
  const { learned, nodeType, policy, types } = view;
  if (learned === undefined || nodeType === undefined) return undefined;
  const { weight, limits } = learned.champion;
  const carried = carriedByCount(weight, nodeType, limits)[policy.nodes.max] ?? 0;
  const patience = writesMatter(weight, policy.nodes.max) ? outgrownMinutes : readsOutgrownMinutes;
  if (signals.lowest(patience) <= carried * outgrownShare) return undefined;
  const allowed = types.filter((type) => isAllowed(type, policy));
  const rules = { weight, limits, minNodes: policy.nodes.min, maxNodes: policy.nodes.max };
  return largerTypeFor(signals.now, nodeType, allowed, rules);
}

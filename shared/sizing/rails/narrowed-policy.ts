import { floorLeadMs, type Policy, spanAt } from '../../targets';
import type { History, Override } from '../decision';

export interface Floor {
  readonly nodes: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason?: string | undefined;
}

/** The policy as it holds at an instant: node bounds narrowed by floors and by what a person wants for a while. */
export interface NarrowedPolicy {
  readonly policy: Policy;
  /** The highest floor in force, its lead included. */
  readonly floor?: Floor;
  /** A manual override that has begun and not ended. */
  readonly override?: Override;
  readonly warnings: readonly string[];
}

export function narrowedPolicy(policy: Policy, history: History, nowMs: number): NarrowedPolicy {
  const floor = floorAt(policy, nowMs);
  const { override, warnings } = overrideAt(history, nowMs);
  if (floor === undefined && override?.nodes === undefined) {
    return { policy, warnings, ...(override === undefined ? {} : { override }) };
  }
  const { min, max } = policy.nodes;
  const within = (nodes: number): number => Math.min(max, Math.max(min, nodes));
  const least = Math.max(within(floor?.nodes ?? min), within(override?.nodes?.min ?? min));
  // A person's upper bound does not lower a floor: of two bounds that exclude each other the one that carries more holds.
  const most = Math.max(least, within(override?.nodes?.max ?? max));
  return {
    policy: { ...policy, nodes: { ...policy.nodes, min: least, max: most } },
    warnings,
    ...(floor === undefined ? {} : { floor }),
    ...(override === undefined ? {} : { override }),
  };
}

function floorAt(policy: Policy, nowMs: number): Floor | undefined {
  const inForce = policy.floors.flatMap((floor) => {
    const span = spanAt(floor, nowMs, floorLeadMs(floor, policy));
    return span === undefined ? [] : [{ ...span, nodes: floor.nodes, reason: floor.reason }];
  });
  return inForce.toSorted((a, b) => b.nodes - a.nodes)[0];
}

function overrideAt(history: History, nowMs: number): Pick<NarrowedPolicy, 'override' | 'warnings'> {
  const { override } = history;
  if (override === undefined || nowMs < override.atMs) return { warnings: [] };
  if (nowMs < override.untilMs) return { override, warnings: [] };
  const ended = new Date(override.untilMs).toISOString();
  return { warnings: [`the override of ${override.by} (${override.reason}) ended at ${ended} and is ignored`] };
}

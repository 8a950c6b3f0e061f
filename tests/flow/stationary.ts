import { aConfig } from '../../shared/flow/a-flow';
import { asTarget, targetKey } from '../../shared/ledger';
import { decide, type History } from '../../shared/sizing';
import { type Physics, SimulatedCluster } from './simulated-cluster';
import { SimulatedService } from './simulated-service';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
export const startMs = Date.UTC(2026, 10, 2);

/** One load that never moves, and a world that does not quite do what the model says. */
export interface Adversary {
  readonly seed: number;
  readonly nodes: number;
  readonly requestsPerSecond: number;
  /** CPU of one node that carried everything alone. */
  readonly cpuAlone: number;
  /** With fewer nodes than this, CPU is so many points higher than the model says: a trap for every scale-in. */
  readonly trap: { readonly below: number; readonly points: number };
  /** Readings move by so many points, the same for some minutes, so that windows and medians see it too. */
  readonly noise: number;
  /** Share of the minutes without a datapoint. */
  readonly missing: number;
}

export function worldOf(adversary: Adversary): Physics {
  const { cpuAlone, trap, noise, missing, requestsPerSecond, seed } = adversary;
  return {
    requestsPerSecond: () => requestsPerSecond,
    cpuPercent: (nodes) => cpuAlone / nodes + (nodes < trap.below ? trap.points : 0),
    noise: (minute) => noise * (2 * unit(seed, Math.floor(minute / (5 + Math.floor(60 * unit(seed, 7))))) - 1),
    isMissing: (minute) => unit(seed + 1, minute) < missing,
  };
}

/** Evenly spread over 0..1, the same for the same numbers. */
function unit(seed: number, n: number): number {
  let x = (Math.imul(seed + 0x9e37, 0x85ebca6b) ^ Math.imul(n + 1, 0xc2b2ae35)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

export interface Played {
  readonly changes: readonly { readonly atMs: number; readonly from: number; readonly to: number }[];
  readonly executions: number;
  readonly frozen: boolean;
}

/**
 * The schedule looks every `everyMs`. A look that `decide()` holds at leaves nothing behind, so the machine is only run where it
 * does not, and for every 50th look besides; by the same snapshot, history and time that it would observe.
 */
export async function playStationary(adversary: Adversary, days: number, everyMs = 10 * minuteMs): Promise<Played> {
  const config = aConfig({ nodes: { min: 1, surviveLossOfOneNode: false } });
  const cluster = new SimulatedCluster(worldOf(adversary), adversary.nodes, startMs);
  const service = new SimulatedService(cluster, config);
  const policy = config.targets.products?.policy;
  if (policy === undefined) throw new Error('not declared');
  let executions = 0;
  for (let look = 0; cluster.nowMs < startMs + days * dayMs; look += 1) {
    const item = asTarget(await service.ledger.read(targetKey('products')));
    if (item.frozen !== undefined) return { changes: cluster.changes, executions, frozen: true };
    const history: History = {
      switchesToOnDemandMs: [],
      ...(item.lastChange && { lastChange: item.lastChange }),
      ...(item.recentChanges && { recentChanges: item.recentChanges }),
      ...(item.vetoes && { vetoes: item.vetoes.filter(({ untilMs }) => untilMs > cluster.nowMs) }),
    };
    const { verdict } = decide(cluster.snapshot(), policy, history, cluster.nowMs);
    if (verdict === 'apply' || look % 50 === 0) {
      executions += 1;
      await service.run();
    }
    cluster.advance(everyMs);
  }
  return { changes: cluster.changes, executions, frozen: false };
}

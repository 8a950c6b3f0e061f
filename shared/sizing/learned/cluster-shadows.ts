import type { NodeType } from '../node-catalogue';
import { type ClusterLimits, carriedByCount, defaultLimits, type RequestWeight } from '../play/cluster-physics';
import { type ShadowHours, shadowCluster } from './cluster-shadow';
import { clusterVariants } from './cluster-variants';
import { once } from './computed-once';
import { LoadSignals } from './load-signals';
import { NodeNeeds } from './node-needs';

const hourMinutes = 60;

export interface ShadowedCluster {
  /** Requests/s by minute. */
  readonly demand: Float64Array;
  readonly weight: RequestWeight;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly limits?: ClusterLimits;
}

/**
 * Every variant in shadow over a cluster's load, on each node type that is asked for; played once, and read by reviews of any
 * minute: they look at hours that are over by then.
 */
export class ClusterShadows {
  readonly #played = new Map<string, readonly ShadowHours[]>();
  readonly #beyond = new Map<string, Uint8Array>();
  readonly #signals: LoadSignals;

  constructor(private readonly cluster: ShadowedCluster) {
    this.#signals = new LoadSignals(cluster.demand);
  }

  get weight(): RequestWeight {
    return this.cluster.weight;
  }

  get limits(): ClusterLimits {
    return this.cluster.limits ?? defaultLimits;
  }

  get minNodes(): number {
    return this.cluster.minNodes;
  }

  /** In the order of `clusterVariants`. */
  on(type: NodeType): readonly ShadowHours[] {
    return once(this.#played, type.name, () => {
      const { demand, minNodes, maxNodes } = this.cluster;
      const bounds = { carried: this.#carried(type), minNodes, maxNodes };
      const needs = new NodeNeeds(demand, this.#signals, bounds);
      return clusterVariants.map((variant) => shadowCluster(variant, needs, bounds));
    });
  }

  /** Minutes of each hour that even the most nodes of a type do not carry. */
  beyond(type: NodeType): Uint8Array {
    return once(this.#beyond, type.name, () => {
      const { demand, maxNodes } = this.cluster;
      const most = this.#carried(type)[maxNodes] ?? 0;
      const minutes = new Uint8Array(Math.ceil(demand.length / hourMinutes));
      for (const [minute, load] of demand.entries()) {
        const hour = Math.floor(minute / hourMinutes);
        if (load > most) minutes[hour] = (minutes[hour] ?? 0) + 1;
      }
      return minutes;
    });
  }

  #carried(type: NodeType): Float64Array {
    return carriedByCount(this.cluster.weight, type, this.limits);
  }
}

import { PortError, type Ports } from '../../shared/flow';
import type { ClusterState, Series, Snapshot } from '../../shared/sizing';

const minuteMs = 60_000;
const keptMinutes = 70;

export interface Physics {
  /** CPU percent of the busiest node under the load of the minute, before noise. */
  readonly cpuPercent: (nodes: number, minute: number) => number;
  readonly requestsPerSecond: (minute: number) => number;
  /** Added to the CPU of a minute: what an adversary makes of the reading. */
  readonly noise: (minute: number) => number;
  /** No datapoint at all for this minute. */
  readonly isMissing?: (minute: number) => boolean;
}

/** A DAX cluster on a clock of its own: changes take their time, metrics come by the minute. */
export class SimulatedCluster {
  nowMs: number;
  readonly changes: { readonly atMs: number; readonly from: number; readonly to: number }[] = [];
  #nodes: number;
  #busyUntilMs = 0;
  readonly #startMs: number;
  readonly #cpu: (number | null)[] = [];
  readonly #requests: number[] = [];

  constructor(
    readonly physics: Physics,
    nodes: number,
    startMs: number,
  ) {
    this.#nodes = nodes;
    this.#startMs = startMs - keptMinutes * minuteMs;
    this.nowMs = this.#startMs;
    this.advance(keptMinutes * minuteMs);
  }

  get nodes(): number {
    return this.#nodes;
  }

  advance(ms: number): void {
    const until = this.nowMs + ms;
    for (let next = this.#nextMinute(); next <= until; next = this.#nextMinute()) {
      const minute = this.#cpu.length;
      const { cpuPercent, requestsPerSecond, noise, isMissing } = this.physics;
      const cpu = cpuPercent(this.#serving(next), minute) + noise(minute);
      this.#cpu.push(isMissing?.(minute) === true ? null : Math.min(100, Math.max(0, cpu)));
      this.#requests.push(requestsPerSecond(minute) * 60);
    }
    this.nowMs = until;
  }

  readonly ports: Pick<Ports, 'observer' | 'changer'> = {
    observer: {
      cluster: async () => this.state(),
      table: async () => undefined,
      scaledTable: async () => undefined,
      snapshot: async () => this.snapshot(),
      demand: async () => ({}),
      totals: async () => ({ tables: {} }),
    },
    changer: {
      setNodeCount: async ({ from, to }) => {
        if (this.nowMs < this.#busyUntilMs) throw new PortError('aws.busy', 'modifying', true, 'no');
        if (to === this.#nodes) throw new PortError('aws.invalid', `already ${to} nodes`, false, 'no');
        this.changes.push({ atMs: this.nowMs, from, to });
        this.#nodes = to;
        this.#busyUntilMs = this.nowMs + (to > from ? 10 : 2) * minuteMs;
      },
      setBillingMode: async () => this.#noTables(),
      setThroughput: async () => this.#noTables(),
      setCacheTtl: async () => this.#noTables(),
      rebootNode: async () => this.#noTables(),
    },
  };

  state(): ClusterState {
    const isBusy = this.nowMs < this.#busyUntilMs;
    return {
      kind: 'cluster',
      name: 'products',
      status: isBusy ? 'modifying' : 'available',
      nodeType: 'dax.r5.large',
      nodeCount: this.#nodes,
      nodes: Array.from({ length: this.#nodes }, (_, index) => ({
        id: `products-${index}`,
        status: isBusy ? 'modifying' : 'available',
      })),
    };
  }

  snapshot(): Snapshot {
    const first = Math.max(0, this.#cpu.length - keptMinutes);
    const cpu = this.#cpu.slice(first);
    const requests = this.#requests.slice(first);
    const series = (values: readonly (number | null)[]): Series => ({
      startMs: this.#startMs + first * minuteMs,
      periodMs: minuteMs,
      values,
    });
    return {
      target: 'products',
      cluster: this.state(),
      tables: [],
      clusterMetrics: {
        cpuPercent: series(cpu),
        cacheMemoryPercent: series(cpu.map((value) => (value === null ? null : 65))),
        requests: series(requests),
        itemHits: series(requests.map((count) => count * 0.92)),
        itemMisses: series(requests.map((count) => count * 0.08)),
      },
      tableMetrics: {},
    };
  }

  #nextMinute(): number {
    return this.#startMs + (this.#cpu.length + 1) * minuteMs;
  }

  /** New nodes serve from the end of the change. */
  #serving(atMs: number): number {
    const last = this.changes.at(-1);
    return last !== undefined && atMs < this.#busyUntilMs && last.to > last.from ? last.from : this.#nodes;
  }

  #noTables(): never {
    throw new Error('this world has no tables');
  }
}

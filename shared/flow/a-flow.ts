import { accountKey, asAccount, asTarget, MemoryLedger, targetKey } from '../ledger';
import { parseRequest } from '../request';
import type { CacheTtl, ClusterState, Decision, DemandHistory, Snapshot, TableState, ThroughputPlan } from '../sizing';
import { type Config, configSchema } from '../targets';
import type { Flow } from './flow';
import { type ExecutionStatus, type LoadTotals, type Notice, PortError, type Ports } from './ports';
import type { DecideResult, Observation } from './steps';

/** As `Ports`, with parts that a test may replace. */
type MemoryPorts = { readonly config: Config } & {
  readonly [Name in 'observer' | 'changer' | 'executions' | 'notifier']: {
    -readonly [Call in keyof Ports[Name]]: Ports[Name][Call];
  };
};

/** A world in memory for the tests of this room: what AWS would know, and what was asked of it. */
export class AFlow implements Flow {
  readonly ledger = new MemoryLedger();
  readonly settleSeconds = 30;
  readonly executions = new Map<string, ExecutionStatus>();
  readonly started: unknown[] = [];
  readonly notices: Notice[] = [];
  readonly changes: unknown[] = [];
  cluster: ClusterState | undefined = aCluster();
  table: TableState | undefined = aTable();
  demand: DemandHistory = {};
  totals: LoadTotals = { tables: {} };
  nextDecision: Partial<Decision> = {};
  /** Thrown by the port of this name, after its effect if it has one. */
  readonly failures = new Map<string, PortError>();

  readonly config: Config;
  readonly ports: MemoryPorts;

  constructor(config: Config = aConfig()) {
    this.config = config;
    this.ports = this.makePorts(config);
  }

  readonly parse = (input: unknown) => parseRequest(input, this.config);
  readonly decide = (): Decision => aDecision(this.nextDecision);

  private makePorts(config: Config): MemoryPorts {
    return {
      config,
      observer: {
        snapshot: async () => this.answer('snapshot', aSnapshot({ cluster: this.cluster ?? missingCluster })),
        cluster: async () => this.answer('cluster', this.cluster),
        table: async () => this.answer('table', this.table),
        scaledTable: async () => this.answer('scaledTable', this.table),
        demand: async () => this.answer('demand', this.demand),
        totals: async () => this.answer('totals', this.totals),
      },
      changer: {
        setNodeCount: async (change: { readonly to: number }) => {
          this.changes.push(change);
          this.cluster = this.cluster && { ...this.cluster, status: 'modifying', nodeCount: change.to };
          this.answer('setNodeCount', undefined);
        },
        setBillingMode: async (change: { readonly to: 'provisioned' | 'on-demand' }) => {
          this.changes.push(change);
          this.answer('setBillingMode', undefined);
        },
        setThroughput: async (change: { readonly to: ThroughputPlan }) => {
          this.changes.push(change);
          const { indexes, ...units } = change.to;
          const isThere = this.table?.throughput.read === units.read && this.table.throughput.write === units.write;
          const { leftSuspended: _, ...scaled } = this.table ?? aTable();
          this.table = this.table && {
            ...scaled,
            status: isThere ? 'ACTIVE' : 'UPDATING',
            ...(!isThere && { leftSuspended: ['read'] }),
            throughput: units,
            indexes: indexes.map(({ name, read, write }) => ({ name, status: 'ACTIVE', throughput: { read, write } })),
          };
          this.answer('setThroughput', undefined);
        },
        setCacheTtl: async (change: { readonly to: CacheTtl }) => {
          this.changes.push(change);
          this.cluster = this.cluster && {
            ...this.cluster,
            itemTtlMs: change.to.itemMs,
            queryTtlMs: change.to.queryMs,
            parameterGroup: {
              name: 'daxpilot-products',
              applyStatus: 'pending-reboot',
              nodesToReboot: this.cluster.nodes.map(({ id }) => id),
            },
          };
          this.answer('setCacheTtl', undefined);
        },
        rebootNode: async (change: { readonly node: string }) => {
          this.changes.push(change);
          const left = this.cluster?.parameterGroup?.nodesToReboot.filter((one) => one !== change.node) ?? [];
          this.cluster = this.cluster && {
            ...this.cluster,
            nodes: this.cluster.nodes.map((node) =>
              node.id === change.node ? { ...node, status: 'rebooting' } : node,
            ),
            parameterGroup: {
              name: 'daxpilot-products',
              applyStatus: left.length === 0 ? 'in-sync' : 'pending-reboot',
              nodesToReboot: left,
            },
          };
          this.answer('rebootNode', undefined);
        },
      },
      executions: {
        describe: async (arn: string): Promise<ExecutionStatus> =>
          this.answer('describe', this.executions.get(arn) ?? { kind: 'not-found' }),
        start: async (input: unknown) => {
          this.started.push(input);
          return this.answer('start', `started-${this.started.length}`);
        },
      },
      notifier: {
        announce: async (notice: Notice) => {
          this.notices.push(notice);
          this.answer('announce', undefined);
        },
      },
    };
  }

  async target() {
    return asTarget(await this.ledger.read(targetKey('products')));
  }

  async account() {
    return asAccount(await this.ledger.read(accountKey));
  }

  answer<Value>(port: string, value: Value): Value {
    const failure = this.failures.get(port);
    if (failure !== undefined) throw failure;
    return value;
  }
}

export const now = '2026-11-24T12:00:00.000Z';
export const nowMs = Date.parse(now);
export const me = 'arn:me';

const missingCluster = { kind: 'missing', name: 'products' } as const;

export function aConfig(policy: object = {}): Config {
  const parsed = configSchema.parse({
    targets: { products: { cluster: 'products', tables: ['products'], policy }, orders: { tables: ['orders'] } },
  });
  return {
    schemaVersion: 1,
    targets: Object.fromEntries(Object.entries(parsed.targets).map(([name, target]) => [name, { ...target, name }])),
  };
}

export const head = { schemaVersion: 1, execution: me, now } as const;

export const aRequest = {
  schemaVersion: 1,
  target: 'products',
  mode: 'apply',
  source: 'alarm',
  reason: 'cpu-high',
} as const;

export function aCluster(parts: Partial<ClusterState> = {}): ClusterState {
  const nodeCount = parts.nodeCount ?? 3;
  const nodes = Array.from({ length: nodeCount }, (_, index) => ({ id: `products-${index}`, status: 'available' }));
  return {
    kind: 'cluster',
    name: 'products',
    status: 'available',
    nodeType: 'dax.r5.large',
    nodeCount,
    nodes,
    ...parts,
  };
}

export function aTable(parts: Partial<TableState> = {}): TableState {
  return {
    kind: 'table',
    name: 'products',
    status: 'ACTIVE',
    billingMode: 'on-demand',
    throughput: { read: 0, write: 0 },
    decreasesToday: 0,
    indexes: [],
    globalTable: false,
    ...parts,
  };
}

export function aSnapshot(parts: Partial<Snapshot> = {}): Snapshot {
  return {
    target: 'products',
    cluster: aCluster(),
    tables: [aTable()],
    clusterMetrics: {},
    tableMetrics: {},
    ...parts,
  };
}

export const scaleOut = { kind: 'set-node-count', cluster: 'products', from: 3, to: 5 } as const;

export function aDecision(parts: Partial<Decision> = {}): Decision {
  return {
    schemaVersion: 1,
    target: 'products',
    verdict: 'apply',
    action: scaleOut,
    reasonCodes: ['cpu-high'],
    evidence: [{ reading: 'cpu', kind: 'value', value: 85, unit: '%', verdict: 'above', text: 'CPU is at 85 %' }],
    warnings: [],
    costUsdPerMonth: { before: 570, after: 950 },
    rejected: [],
    ...parts,
  };
}

export function decidedToApply(parts: Partial<DecideResult> = {}): DecideResult {
  return {
    kind: 'apply',
    decisionId: 'products.20261124T120000000Z.00000001',
    decidedAt: now,
    decision: aDecision(),
    because: null,
    saw: { kind: 'cluster', status: 'available', nodeCount: 3 },
    ...parts,
  };
}

export const anObservation: Observation = {
  kind: 'observed',
  seen: 1,
  snapshot: '',
  history: { switchesToOnDemandMs: [] },
  frozen: false,
  announced: null,
  modeSwitches: [],
  recentChanges: [],
  vetoes: [],
  approval: null,
  expiredOverride: null,
  observedAt: now,
};

export const aPortError = (
  code: PortError['code'],
  { retryable = false, sent = 'no' }: { readonly retryable?: boolean; readonly sent?: 'no' | 'maybe' } = {},
) => new PortError(code, `${code} in a test`, retryable, sent);

import { aTable as anyTable } from '../flow/a-flow';
import type { TargetItem } from '../ledger';
import type { ClusterState, Series, Snapshot, TableState } from '../sizing';
import { type Config, configSchema, type Policy } from '../targets';
import type { AppliedChange } from './decided';
import { hourMs } from './series-facts';
import type { AccountSurvey, AlarmState, LoadSurvey, SurveyedCluster } from './survey';

/** Factories for the tests of this room. */

/** 2026-11-24T12:00:00Z. */
export const nowMs = Date.UTC(2026, 10, 24, 12);

export function aConfig(policy: object = {}): Config {
  const { targets } = configSchema.parse({
    targets: { products: { cluster: 'products', tables: ['products'], policy }, orders: { tables: ['orders'] } },
  });
  return {
    schemaVersion: 1,
    targets: Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, { ...target, name }])),
  };
}

export function aPolicy(policy: object = {}): Policy {
  const target = aConfig(policy).targets.products;
  if (target === undefined) throw new Error('the fixture declares products');
  return target.policy;
}

export const anAlarm = (parts: Partial<AlarmState> = {}): AlarmState => ({
  name: 'daxpilot/products/cpu-high',
  state: 'OK',
  sinceMs: nowMs - hourMs,
  comparison: 'GreaterThanThreshold',
  threshold: 70,
  evaluationPeriods: 5,
  datapointsToAlarm: 3,
  treatMissingData: 'notBreaching',
  metrics: [aMetric('CPUUtilization')],
  expression: '',
  ...parts,
});

export const aMetric = (name: string, dimensions: Readonly<Record<string, string>> = { ClusterId: 'products' }) => ({
  namespace: 'TableName' in dimensions ? 'AWS/DynamoDB' : 'AWS/DAX',
  name,
  dimensions,
  periodSeconds: 60,
});

export const aSurveyedCluster = (parts: Partial<SurveyedCluster> = {}): SurveyedCluster => ({
  name: 'products',
  nodeType: 'dax.r5.large',
  nodeCount: 3,
  nodeIds: ['products-a', 'products-b', 'products-c'],
  tags: {},
  ...parts,
});

export const anAccount = (parts: Partial<AccountSurvey> = {}): AccountSurvey => ({
  clusters: [aSurveyedCluster()],
  parameterGroups: 2,
  subnetGroups: [],
  ...parts,
});

export function aCluster(zones: readonly string[] = ['a', 'b', 'c'], parts: Partial<ClusterState> = {}): ClusterState {
  return {
    kind: 'cluster',
    name: 'products',
    status: 'available',
    nodeType: 'dax.r5.large',
    nodeCount: zones.length,
    nodes: zones.map((zone, index) => ({ id: `products-${index}`, status: 'available', availabilityZone: zone })),
    ...parts,
  };
}

/** Where auto scaling was looked for and not found. */
export const aTable = (parts: Partial<TableState> = {}): TableState => anyTable({ scaling: [], ...parts });

export const aSnapshot = (parts: Partial<Snapshot> = {}): Snapshot => ({
  target: 'products',
  cluster: aCluster(),
  tables: [aTable()],
  clusterMetrics: {},
  tableMetrics: {},
  ...parts,
});

/** One value an hour, the last one ending now. */
export const hourly = (values: readonly (number | null)[]): Series => ({
  startMs: nowMs - values.length * hourMs,
  periodMs: hourMs,
  values,
});

export const hours = (count: number, value: number | null): Series =>
  hourly(Array.from({ length: count }, () => value));

export const aLoad = (parts: Partial<LoadSurvey> = {}): LoadSurvey => ({
  cpuPercentByNode: {},
  consumed: {},
  ...parts,
});

export const anApplied = (parts: Partial<AppliedChange> = {}): AppliedChange => ({
  decision: 'products.20261123T120000000Z.00000001',
  atMs: nowMs - 24 * hourMs,
  kind: 'set-node-count',
  resource: 'products',
  from: 3,
  to: 5,
  text: 'set products from 3 to 5 nodes',
  reasonCodes: ['cpu-above'],
  usdPerMonth: 372.3,
  ...parts,
});

/** The item as it stands after a change that was completed. */
export const anItemAfter = ({ decision, kind, resource, from, to, atMs }: AppliedChange): TargetItem => ({
  firstSeen: nowMs - 30 * 24 * hourMs,
  change: { state: 'done', decision, kind, resource, from, to, at: atMs, execution: 'e', round: 1, attempt: 'a' },
  lastChange: { kind, direction: 'out', completedAtMs: atMs + hourMs / 4 },
});

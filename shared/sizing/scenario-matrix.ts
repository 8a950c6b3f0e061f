import { type Policy, type PolicyInput, policySchema, withProfile } from '../targets';
import { breakEvenHitsPerSecond } from './capacity-cost';
import { clusterSizeFor } from './cluster-size';
import { decide } from './decide';
import type { Action, BillingMode, Decision } from './decision';
import { nodeCatalogue, nodeTypeNamed } from './node-catalogue';
import { normalizedLoad } from './normalized-load';
import { clusterUsdPerMonth, listPrices, type PriceBook } from './price-book';
import { type Plant, type PlantSetup, snapshotOfPlant, spikeFactor, trafficOf } from './scenario-plant';
import { adviseStart } from './strategy';

/** What is known of an application before it is measured. */
export interface Scenario {
  readonly traffic: 'unknown' | 'steady' | 'spiky';
  readonly requestsPerSecond?: number;
  readonly hitRatePercent?: number;
  readonly writePercent?: number;
  readonly itemKilobytes?: number;
  readonly workingSetGibibytes?: number;
  /** True where DAX must pay for itself, and is not wanted for its latency. */
  readonly costSensitive?: boolean;
}

export interface ScenarioAdvice {
  /** More than one where only the measured utilisation can tell. */
  readonly billingModes: readonly [BillingMode, ...BillingMode[]];
  readonly dax: { readonly nodeType: string; readonly nodes: number; readonly usdPerMonth: number | null } | 'skip';
  /** Hits per second from which the cluster pays for itself against on-demand reads of up to 4 KB. */
  readonly breakEvenHitsPerSecond: number | null;
  /** Against the mode that its table comes to; unknown without a request rate. */
  readonly paysForItself: boolean | 'unknown';
}

/** 2026-11-24T12:00:00Z; any full half hour would do, since decisions know only spans. */
const nowMs = Date.UTC(2026, 10, 24, 12);
const mostSteps = 20;
/** 85-95 % is what AWS calls a typical hit rate. */
const typicalHitRatePercent = 90;
/** A busy application of unknown rate fills the nodes that it begins with so far; a spiky one in its spikes. */
const usualCpuPercent = 50;
const spikeCpuPercent = 84;
/** An application that hardly anybody uses yet. */
const idleRequestsPerSecond = 1;

/**
 * The brief's scenario matrix out of the model: `decide` is played over what CloudWatch would show of the application, from the
 * starting setup until it holds. Where the rate is not known a busy and an idle application are played, and both modes may come out.
 */
export function adviseScenario(scenario: Scenario, book: PriceBook = listPrices): ScenarioAdvice {
  const policy = policyOf(scenario, book);
  const found = plantsOf(scenario).map((plant) => settle(plant, startOf(scenario, book), policy));
  const [busy] = found;
  const cluster = busy?.setup.cluster;
  const modes = [...new Set(found.map(({ setup }) => setup.billingMode))].toSorted();
  const [first = 'on-demand', ...others] = modes;
  const begun = cluster ?? startOf(scenario, book).cluster;
  const begunUsd = begun === undefined ? null : clusterUsdPerMonth(book, begun.nodeType, begun.nodes);
  return {
    billingModes: [first, ...others],
    dax:
      cluster === undefined
        ? 'skip'
        : { ...cluster, usdPerMonth: clusterUsdPerMonth(book, cluster.nodeType, cluster.nodes) },
    breakEvenHitsPerSecond: begunUsd === null ? null : breakEvenHitsPerSecond(book, begunUsd),
    paysForItself: scenario.requestsPerSecond === undefined || busy === undefined ? 'unknown' : busy.pays,
  };
}

/** Unknown traffic begins small; what is known begins on the smallest type that AWS has a figure for. */
function startOf({ traffic }: Scenario, book: PriceBook): PlantSetup {
  const { nodeType, nodes, billingMode } = adviseStart(book);
  const production = { nodeType: firstType, nodes: clusterSizeFor('production').nodes };
  return {
    billingMode,
    throughput: { read: 0, write: 0, indexes: [] },
    cluster: traffic === 'unknown' ? { nodeType, nodes } : production,
  };
}

const firstType =
  nodeCatalogue.find(({ normalizedRequestsPerSecond }) => normalizedRequestsPerSecond !== null)?.name ?? 'dax.r5.large';

function policyOf({ costSensitive }: Scenario, book: PriceBook): Policy {
  const prices: PolicyInput['prices'] = {
    discountPercent: book.discountPercent,
    readRequestUsdPerMillion: book.perMillionReadRequests.usd,
    writeRequestUsdPerMillion: book.perMillionWriteRequests.usd,
    readUnitUsdPerHour: book.readUnitPerHour.usd,
    writeUnitUsdPerHour: book.writeUnitPerHour.usd,
    nodeUsdPerHour: Object.fromEntries(Object.entries(book.nodePerHour).map(([name, { usd }]) => [name, usd])),
  };
  return policySchema.parse(withProfile({ prices, ...(costSensitive === true ? { profile: 'cost-first' } : {}) }));
}

/** Without traffic there is nothing to play: the list is what CloudWatch may come to show. */
function plantsOf(scenario: Scenario): readonly Plant[] {
  const { traffic, requestsPerSecond, costSensitive } = scenario;
  const plant: Plant = {
    pattern: traffic === 'spiky' ? 'spiky' : 'steady',
    requestsPerSecond: requestsPerSecond ?? 0,
    hitRatePercent: scenario.hitRatePercent ?? typicalHitRatePercent,
    writePercent: scenario.writePercent ?? 0,
    itemKilobytes: scenario.itemKilobytes ?? 1,
    workingSetGibibytes: scenario.workingSetGibibytes,
  };
  if (traffic === 'unknown' || requestsPerSecond !== undefined) return [plant];
  const busy = { ...plant, requestsPerSecond: usualRate(plant) };
  return costSensitive === true ? [busy] : [busy, { ...plant, requestsPerSecond: idleRequestsPerSecond }];
}

function usualRate(plant: Plant): number {
  const nodes = clusterSizeFor('production').nodes;
  const figure = nodeTypeNamed(nodeCatalogue, firstType)?.normalizedRequestsPerSecond ?? 0;
  const percent = plant.pattern === 'spiky' ? spikeCpuPercent / spikeFactor : usualCpuPercent;
  return ((percent / 100) * figure * nodes) / normalizedLoad(trafficOf(plant, 1), nodes);
}

interface Settled {
  readonly setup: PlantSetup;
  readonly pays: boolean;
}

/** Does what is decided, recommendations too, until there is nothing more to do. */
function settle(plant: Plant, start: PlantSetup, policy: Policy): Settled {
  let setup = start;
  let pays = false;
  for (let step = 0; step < mostSteps; step += 1) {
    const decision = look(plant, setup, policy);
    pays = setup.cluster === undefined ? pays : paysOf(decision);
    if (decision.action === null) break;
    setup = after(setup, decision.action);
  }
  return { setup, pays };
}

/** Traffic that nobody knows yet has no datapoints, and nothing acts on unknown. */
function look(plant: Plant, setup: PlantSetup, policy: Policy): Decision {
  const seen = snapshotOfPlant(plant, setup, nowMs);
  const snapshot = plant.requestsPerSecond === 0 ? { ...seen, clusterMetrics: {}, tableMetrics: {} } : seen;
  return decide(snapshot, policy, { switchesToOnDemandMs: [] }, nowMs);
}

function paysOf({ evidence }: Decision): boolean {
  const worth = evidence.find(({ reading }) => reading === 'clusterWorth');
  const cost = worth?.high;
  return worth?.value !== undefined && cost !== undefined && worth.value >= cost;
}

function after(setup: PlantSetup, action: Action): PlantSetup {
  const { cluster } = setup;
  switch (action.kind) {
    case 'set-node-count':
      return cluster === undefined ? setup : { ...setup, cluster: { ...cluster, nodes: action.to } };
    case 'replace-node-type':
      return { ...setup, cluster: { nodeType: action.to, nodes: action.nodes } };
    case 'set-billing-mode':
      return {
        ...setup,
        billingMode: action.to,
        throughput: action.throughput ?? { read: 0, write: 0, indexes: [] },
      };
    case 'set-throughput':
      return { ...setup, throughput: action.to };
    case 'remove-cluster':
      return { ...setup, cluster: undefined };
    case 'set-cache-ttl':
      return setup;
  }
}

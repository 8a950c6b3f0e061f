import { breakEvenHitsPerSecond } from './capacity-cost';
import { clusterSizeFor } from './cluster-size';
import type { BillingMode } from './decision';
import { type NodeType, nodeCatalogue } from './node-catalogue';
import { sizedLoad, type Traffic } from './normalized-load';
import { clusterUsdPerMonth, listPrices, type PriceBook } from './price-book';
import { adviseStart, spikeReserveNodes } from './strategy';
import { requiredGibibytes } from './working-set';

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
  readonly paysForItself: boolean | 'unknown';
}

/**
 * The brief's scenario matrix out of the model: capacity mode by traffic, node type by working set and normalised load on
 * the fewest production nodes, two nodes more for spikes. Whether DAX pays is a rate and no hit-rate threshold.
 */
export function adviseScenario(scenario: Scenario, book: PriceBook = listPrices): ScenarioAdvice {
  if (scenario.traffic === 'unknown') {
    const { nodeType, nodes, clusterUsdPerMonth: usdPerMonth } = adviseStart(book);
    const breakEven = usdPerMonth === null ? null : breakEvenHitsPerSecond(book, usdPerMonth);
    const start = { nodeType, nodes, usdPerMonth };
    return { billingModes: ['on-demand'], dax: start, breakEvenHitsPerSecond: breakEven, paysForItself: 'unknown' };
  }
  const nodes = clusterSizeFor('production').nodes + (scenario.traffic === 'spiky' ? spikeReserveNodes : 0);
  const type = nodeTypeFor(scenario, nodes);
  const usdPerMonth = type === undefined ? null : clusterUsdPerMonth(book, type.name, nodes);
  const breakEven = usdPerMonth === null ? null : breakEvenHitsPerSecond(book, usdPerMonth);
  const pays = paysForItself(scenario, breakEven);
  const skip = type === undefined || (scenario.costSensitive === true && pays === false);
  return {
    billingModes: billingModesFor(scenario),
    dax: skip ? 'skip' : { nodeType: type.name, nodes, usdPerMonth },
    breakEvenHitsPerSecond: breakEven,
    paysForItself: pays,
  };
}

/** Steady traffic of a known rate is provisioned; of an unknown rate the measured utilisation tells. */
function billingModesFor({ traffic, requestsPerSecond, costSensitive }: Scenario): ScenarioAdvice['billingModes'] {
  if (traffic === 'spiky') return ['on-demand'];
  return requestsPerSecond === undefined && costSensitive !== true ? ['on-demand', 'provisioned'] : ['provisioned'];
}

function nodeTypeFor(scenario: Scenario, nodes: number): NodeType | undefined {
  const load = sizedLoad(trafficOf(scenario), nodes);
  const memory = requiredGibibytes(scenario.workingSetGibibytes ?? 0);
  return nodeCatalogue.find(
    ({ memoryGibibytes, normalizedRequestsPerSecond: figure }) =>
      memoryGibibytes >= memory && figure !== null && figure * nodes >= load,
  );
}

/** 85-95 % is what AWS calls a typical hit rate. */
const typicalHitRatePercent = 90;

function trafficOf(scenario: Scenario): Traffic {
  const {
    requestsPerSecond = 0,
    hitRatePercent = typicalHitRatePercent,
    writePercent = 0,
    itemKilobytes = 1,
  } = scenario;
  const reads = requestsPerSecond * (1 - writePercent / 100);
  const hitsPerSecond = (reads * hitRatePercent) / 100;
  return {
    hitsPerSecond,
    missesPerSecond: reads - hitsPerSecond,
    writesPerSecond: requestsPerSecond - reads,
    itemKilobytes,
  };
}

function paysForItself(scenario: Scenario, breakEven: number | null): boolean | 'unknown' {
  if (scenario.requestsPerSecond === undefined || breakEven === null) return 'unknown';
  return trafficOf(scenario).hitsPerSecond >= breakEven;
}

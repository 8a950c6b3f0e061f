import type { Policy } from '../targets';

/** One dated price. */
export interface Price {
  readonly usd: number;
  readonly source: string;
  readonly asOf: string;
}

/** Prices of one Region, discounts not yet taken off. */
export interface PriceBook {
  readonly region: string;
  readonly nodePerHour: Readonly<Record<string, Price>>;
  readonly perMillionReadRequests: Price;
  readonly perMillionWriteRequests: Price;
  readonly readUnitPerHour: Price;
  readonly writeUnitPerHour: Price;
  readonly discountPercent: { readonly onDemand: number; readonly provisioned: number; readonly nodes: number };
}

/** Months are counted as AWS's calculator counts them. */
export const hoursPerMonth = 730;

const scylla = 'ScyllaDB DynamoDB cost calculator, us-east-1 list prices';
const price = (usd: number, source: string): Price => ({ usd, source, asOf: '2026-11-23' });

export const listPrices: PriceBook = {
  region: 'us-east-1',
  nodePerHour: {
    'dax.t3.small': price(0.04, 'c3x fixture: 3 nodes, 730 h, $87.60'),
    'dax.t3.medium': price(0.08, 'third-party price page'),
    'dax.r5.large': price(0.255, scylla),
    'dax.r5.xlarge': price(0.509, scylla),
    'dax.r5.2xlarge': price(1.017, scylla),
    'dax.r5.4xlarge': price(2.034, scylla),
    'dax.r5.8xlarge': price(4.069, scylla),
    'dax.r5.12xlarge': price(6.12, scylla),
    'dax.r5.16xlarge': price(8.137, scylla),
    'dax.r5.24xlarge': price(12.24, scylla),
  },
  perMillionReadRequests: price(0.125, `${scylla}; halved on 2024-11-01`),
  perMillionWriteRequests: price(0.625, `${scylla}; halved on 2024-11-01`),
  readUnitPerHour: price(0.00013, scylla),
  writeUnitPerHour: price(0.00065, scylla),
  discountPercent: { onDemand: 0, provisioned: 0, nodes: 0 },
};

/** The list prices with what the policy says otherwise. */
export function priceBookOf({ prices }: Pick<Policy, 'prices'>): PriceBook {
  const own = (usd: number | undefined, listed: Price): Price =>
    usd === undefined ? listed : { usd, source: 'policy', asOf: 'policy' };
  const nodes = Object.entries(prices.nodeUsdPerHour).map(
    ([type, usd]) => [type, own(usd, price(usd, 'policy'))] as const,
  );
  return {
    ...listPrices,
    nodePerHour: { ...listPrices.nodePerHour, ...Object.fromEntries(nodes) },
    perMillionReadRequests: own(prices.readRequestUsdPerMillion, listPrices.perMillionReadRequests),
    perMillionWriteRequests: own(prices.writeRequestUsdPerMillion, listPrices.perMillionWriteRequests),
    readUnitPerHour: own(prices.readUnitUsdPerHour, listPrices.readUnitPerHour),
    writeUnitPerHour: own(prices.writeUnitUsdPerHour, listPrices.writeUnitPerHour),
    discountPercent: prices.discountPercent,
  };
}

/** USD an hour of a node, discount taken off. Throws where the book lacks the type: what has no price cannot be compared. */
export function nodeUsdPerHour({ nodePerHour, discountPercent }: PriceBook, nodeType: string): number {
  const listed = Object.hasOwn(nodePerHour, nodeType) ? nodePerHour[nodeType] : undefined;
  if (listed === undefined) throw new RangeError(`the price book has no node type ${nodeType}`);
  return listed.usd * (1 - discountPercent.nodes / 100);
}

/** USD a month of a cluster; null where the book has no price of the type. */
export function clusterUsdPerMonth(book: PriceBook, nodeType: string, nodes: number): number | null {
  const hourly = Object.hasOwn(book.nodePerHour, nodeType) ? book.nodePerHour[nodeType] : undefined;
  if (hourly === undefined) return null;
  return hourly.usd * (1 - book.discountPercent.nodes / 100) * nodes * hoursPerMonth;
}

import { hoursPerMonth, type PriceBook } from './price-book';

export type Dimension = 'read' | 'write';

/** USD of one unit provisioned for an hour, after the discount. */
export function provisionedUnitUsdPerHour(book: PriceBook, dimension: Dimension): number {
  const listed = dimension === 'read' ? book.readUnitPerHour : book.writeUnitPerHour;
  return listed.usd * (1 - book.discountPercent.provisioned / 100);
}

/** USD of one on-demand request unit, after the discount. */
export function requestUnitUsd(book: PriceBook, dimension: Dimension): number {
  const listed = dimension === 'read' ? book.perMillionReadRequests : book.perMillionWriteRequests;
  return (listed.usd / 1_000_000) * (1 - book.discountPercent.onDemand / 100);
}

/**
 * Mean utilisation of provisioned capacity above which it is cheaper than on-demand: price of a unit-hour over the price
 * of the 3,600 requests that it carries. At list prices 0.00013 / (3,600 x 0.000000125) = 28.9 %.
 */
export function breakEvenPercent(book: PriceBook, dimension: Dimension): number {
  return (provisionedUnitUsdPerHour(book, dimension) / (3600 * requestUnitUsd(book, dimension))) * 100;
}

export function provisionedUsdPerMonth(book: PriceBook, dimension: Dimension, units: number): number {
  return units * provisionedUnitUsdPerHour(book, dimension) * hoursPerMonth;
}

export function onDemandUsdPerMonth(book: PriceBook, dimension: Dimension, unitsPerSecond: number): number {
  return unitsPerSecond * 3600 * hoursPerMonth * requestUnitUsd(book, dimension);
}

/** Cache hits per second at which a cluster costs as much as the eventual reads (up to 4 KB) that it saves on demand. */
export function breakEvenHitsPerSecond(book: PriceBook, clusterUsdPerMonth: number): number {
  return clusterUsdPerMonth / onDemandUsdPerMonth(book, 'read', 0.5);
}

import { nodeCatalogue, nodeTypeNamed } from '../node-catalogue';
import { carriedByCount, weightOf } from '../play/cluster-physics';
import { listPrices } from '../price-book';
import { ClusterFollowers } from './cluster-followers';
import { reviewCluster } from './cluster-review';
import { ClusterShadows } from './cluster-shadows';
import { clusterVariants } from './cluster-variants';
import { dayMinutes, limits } from './testing';
import { measuringType } from './violation-price';

const weight = weightOf({ hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.02 });
const bounds = { minNodes: 3, maxNodes: 11 };
const types = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'].flatMap((size) => {
  const type = nodeTypeNamed(nodeCatalogue, `dax.r5.${size}`);
  return type === undefined ? [] : [type];
});
const typeOf = (name: string) => {
  const found = nodeTypeNamed(types, `dax.r5.${name}`);
  if (found === undefined) throw new Error(`no r5.${name}`);
  return found;
};

/** Requests/s that six r5.2xlarge just carry: eleven r5.xlarge carry 0.6 of it. */
const unit = carriedByCount(weight, typeOf('2xlarge'), limits)[6] ?? 0;
const quiet = 0.05 * unit;

/** Quiet but for peaks, of two hours that need r5.2xlarge if nothing else is said, one every so many hours until they stop. */
const peaked = (
  everyHours: number,
  stopHour: number,
  hours: number,
  { peak = unit, minutes = 120 }: { readonly peak?: number; readonly minutes?: number } = {},
): Float64Array =>
  Float64Array.from({ length: hours * 60 }, (_, minute) =>
    minute < stopHour * 60 && minute % (everyHours * 60) < minutes ? peak : quiet,
  );

const over = (demand: Float64Array) =>
  new ClusterFollowers(new ClusterShadows({ demand, weight, ...bounds }), listPrices);

const championOn = (nodeType: string) => {
  const [variant] = clusterVariants;
  if (variant === undefined) throw new Error('no variant');
  return { variant, weight, limits, daysSeen: 8, nodeType };
};

/** What a review of a cluster that has r5.2xlarge wishes for. */
const wishAt = (followers: ClusterFollowers, hour: number): string =>
  reviewCluster({
    followers,
    minute: hour * 60,
    nodeType: typeOf('2xlarge'),
    champion: championOn('dax.r5.2xlarge'),
    types,
  }).nodeType;

test('a quiet day between two peaks does not prove a smaller type, a quiet that is much longer than usual does', () => {
  // Every three days for three weeks; the last one ends with hour 506.
  const followers = over(peaked(72, 506, 24 * 32));

  expect(wishAt(followers, 506 + 130)).toBe('dax.r5.2xlarge');
  expect(wishAt(followers, 506 + 3 * 72 + 1)).not.toBe('dax.r5.2xlarge');
});

test('a larger type that a flash of load asked for is left without the proof that the own type of a cluster needs', () => {
  // Flashes twice a day that need r5.8xlarge; the last one was 28 hours ago.
  const demand = peaked(12, 8 * 24, 8 * 24 + 16, { peak: 2.5 * unit, minutes: 15 });
  const input = { followers: over(demand), minute: demand.length, nodeType: typeOf('8xlarge'), types };

  expect(reviewCluster({ ...input, champion: championOn('dax.r5.2xlarge') }).nodeType).not.toBe('dax.r5.8xlarge');
  expect(reviewCluster({ ...input, champion: championOn('dax.r5.8xlarge') }).nodeType).toBe('dax.r5.8xlarge');
});

test('a violation is priced by the busier of the last two weeks', () => {
  const busy = peaked(6, 7 * 24, 28 * 24);
  const measured = (days: number) =>
    measuringType({ shadows: over(busy).shadows, minute: Math.floor(days * dayMinutes), types })?.name;

  expect(measured(5)).toBe('dax.r5.2xlarge');
  expect(measured(10)).toBe('dax.r5.2xlarge');
  // Fourteen days of metrics are seldom whole.
  expect(measured(13.97)).toBe('dax.r5.2xlarge');
  expect(measured(22)).toBe('dax.r5.large');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  adviseScenario,
  adviseStart,
  breakEvenHitsPerSecond,
  breakEvenPercent,
  burstinessOf,
  carriedByCount,
  clusterUsdPerMonth,
  type Decision,
  decide,
  type Judgement,
  judge,
  listPrices,
  nodeCatalogue,
  nodesFor,
  nodeTypeForWorkingSet,
  normalizedLoad,
  predictabilityOf,
  provisionedUnitUsdPerHour,
  readUnits,
  requestUnitUsd,
  requiredGibibytes,
  simulateCluster,
  simulateTable,
  simulateTargetTracking,
  sizedLoad,
  type Traffic,
  unitsToProvision,
  weightOf,
} from '../../shared/sizing';
import { onDemandUsdPerMonth, provisionedUsdPerMonth } from '../../shared/sizing/capacity-cost';
import { clusterCoolDownMs } from '../../shared/sizing/cool-down';
import type { Change } from '../../shared/sizing/decision';
import { isWriteBound, maxNormalizedPerNode } from '../../shared/sizing/normalized-load';
import { hoursPerMonth } from '../../shared/sizing/price-book';
import { aSnapshot, fixtureNowMs, minuteMs, type SnapshotShape } from '../../shared/sizing/testing';
import { type PolicyInput, policySchema } from '../../shared/targets';
import { withProfile } from '../../shared/targets/profiles';
import { floorLeadMs } from '../../shared/targets/window-rules';

/** Without line breaks: a sentence may go over several lines. */
const page = (name: string): string =>
  readFileSync(join(__dirname, '../../docs', `${name}.md`), 'utf8').replaceAll(/\s+/g, ' ');
const usd = (value: number | null): string => `$${(value ?? Number.NaN).toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const typeNamed = (name: string) => nodeCatalogue.find((type) => type.name === name) ?? nodeCatalogue[0];
const large = typeNamed('dax.r5.large');
const figureOf = (name: string): number => typeNamed(name)?.normalizedRequestsPerSecond ?? Number.NaN;

const decided = (shape: SnapshotShape, policy: PolicyInput = {}): Decision =>
  decide(aSnapshot(shape), policySchema.parse(policy), { switchesToOnDemandMs: [] }, fixtureNowMs);
const nodesAfter = (shape: SnapshotShape): number | null => {
  const { action } = decided(shape);
  return action?.kind === 'set-node-count' ? action.to : null;
};
const nodeTypeAfter = (shape: SnapshotShape): string | null => {
  const { action } = decided(shape);
  return action?.kind === 'replace-node-type' ? action.to.replace('dax.', '') : null;
};
const quiet = { cacheMemoryPercent: 70, hitRatePercent: 92 } as const;
const writes = (perSecond: number): Traffic => ({
  hitsPerSecond: 0,
  missesPerSecond: 0,
  writesPerSecond: perSecond,
  itemKilobytes: 1,
});
const limits = { targetUtilisationPercent: 70, minUnits: 1, maxUnits: 40_000 };
const mix = { hitRatio: 0.92, itemKilobytes: 1, writeRatio: 0.001 };
const afternoon = { startMs: 0, fromMinute: 0 };

/** Each page's figures, made by the code that the page is about. */
const figures: Readonly<Record<string, () => readonly string[]>> = {
  'rules/normalized-load': () => {
    const traffic: Traffic = { hitsPerSecond: 50_000, missesPerSecond: 1_000, writesPerSecond: 100, itemKilobytes: 2 };
    const sized = sizedLoad(traffic, 3);
    return [
      `= ${whole(normalizedLoad(traffic, 3))}; x 1.5 = ${whole(sized)}`,
      `3 x r5.large carry ${whole(3 * figureOf('dax.r5.large'))}`,
    ];
  },
  'rules/write-bound': () => [
    `${whole(3_000 * 25 * 1.43)} >= ${whole(figureOf('dax.r5.large'))}`,
    ...(isWriteBound(writes(3_000), figureOf('dax.r5.large')) && !isWriteBound(writes(3_000), figureOf('dax.r5.xlarge'))
      ? [`no count. r5.xlarge: ${whole(figureOf('dax.r5.xlarge'))}: enough`]
      : ['another verdict']),
    `= ${whole(Math.floor(figureOf('dax.r5.large') / normalizedLoad(writes(1.43), 1)))} writes/s`,
    `${whole(maxNormalizedPerNode / (25 * 1.43))} writes/s at 70 %`,
  ],
  'rules/scale-out': () => [
    `51 %, with one lost 63.75 %: ${nodesAfter({ nodes: 3, cpuPercent: 85, cacheMemoryPercent: 65, hitRatePercent: 88 })} nodes`,
  ],
  'rules/scale-in': () => [
    `m = 4: 70: ${nodesAfter({ ...quiet, nodes: 6, cpuPercent: 35 })} nodes`,
    `4 nodes at 39 %: m = 3 gives 78 with one lost: \`${decided({ ...quiet, nodes: 4, cpuPercent: 39 }).reasonCodes.find((code) => code === 'no-room-to-shrink')}\``,
  ],
  'rules/node-type': () => [
    `x 1.2 = ${requiredGibibytes(0.9 * 16).toFixed(1)} GiB: ${nodeTypeAfter({ cpuPercent: 55, cacheMemoryPercent: 90, hitRatePercent: 75, evictedBytesPerHour: 1e9 })}`,
    `${usd(clusterUsdPerMonth(listPrices, 'dax.r5.xlarge', 3))} instead of ${usd(clusterUsdPerMonth(listPrices, 'dax.r5.large', 3))}`,
    `60 % with one lost: ${nodeTypeAfter({ nodeType: 'dax.r5.xlarge', cpuPercent: 20, cacheMemoryPercent: 30, hitRatePercent: 92 })}`,
  ],
  'rules/sick-node': () => {
    const codes = decided({ ...quiet, cpuPercent: 95, cpuPercentByNode: { 'shop-a': 95, 'shop-b': 30, 'shop-c': 30 } });
    return [`mean 51.7, ratio 1.84: ${codes.reasonCodes.includes('sick-node') ? 'sick' : codes.reasonCodes.join()}`];
  },
  'rules/capacity-units': () => [
    `| 2 KB | 100 reads/s | ${(['strong', 'eventual', 'transactional'] as const)
      .map((consistency) => `${readUnits({ itemKilobytes: 2, readsPerSecond: 100, consistency })} ${consistency}`)
      .join(', ')} |`,
    `50 at 70 % are ${unitsToProvision(50, limits)}`,
  ],
  'rules/capacity-mode': () => {
    const onDemand = onDemandUsdPerMonth(listPrices, 'read', 500) + onDemandUsdPerMonth(listPrices, 'write', 50);
    const units = { read: unitsToProvision(500, limits), write: unitsToProvision(50, limits) };
    const provisioned =
      provisionedUsdPerMonth(listPrices, 'read', units.read) + provisionedUsdPerMonth(listPrices, 'write', units.write);
    return [
      `on demand ${usd(onDemand)}, provisioned ${units.read} and ${units.write} units, ${usd(provisioned)} a month`,
      `${breakEvenPercent(listPrices, 'read').toFixed(1)} %`,
    ];
  },
  'rules/cache-and-table': () => [
    `x 0.125 / 10^6 = ${usd(onDemandUsdPerMonth(listPrices, 'read', 900))} a month; 3 x r5.large cost ${usd(clusterUsdPerMonth(listPrices, 'dax.r5.large', 3))}`,
    `${provisionedUnitUsdPerHour(listPrices, 'read')} x ${hoursPerMonth} = ${usd(provisionedUsdPerMonth(listPrices, 'read', 900 / 0.7))}`,
    `3600 x 730 x ${requestUnitUsd(listPrices, 'read') * 1e6} /`,
  ],
  'rules/learned-sizing': () => {
    const carried = carriedByCount(weightOf(mix), large ?? { normalizedRequestsPerSecond: Number.NaN });
    return [
      `3 nodes carry ${whole(Math.floor(carried[3] ?? Number.NaN))} requests/s`,
      `${whole(70_000 * 1.25)} are asked for: ${nodesFor(70_000 * 1.25, carried)} nodes`,
    ];
  },
  'rules/target-tracking': () => {
    const constant = simulateTargetTracking(
      Array.from({ length: 600 }, () => 50),
      minuteMs,
      0,
      limits,
    );
    return [
      `is provisioned as ${unitsToProvision(50, limits)} (50 / 0.7 = ${(50 / 0.7).toFixed(1)}) and ${constant.increases === 0 ? 'never changed' : 'changed'}`,
    ];
  },
  'rules/throughput': () => [
    `90 / 0.7 = ${unitsToProvision(90, limits)} units. 20 of 100: wanted ${unitsToProvision(20, limits)}`,
  ],
  'rules/simulators': () => {
    const load = Float64Array.from({ length: 6 }, () => 200);
    const played = simulateTable(load, [{ t: 0, mode: 'provisioned', read: 100 }], afternoon);
    const hours = simulateCluster(
      new Float64Array(120).fill(100),
      mix,
      [
        { t: 0, nodes: 4, nodeType: 'dax.r5.large' },
        { t: 60, nodes: 3, nodeType: 'dax.r5.large' },
      ],
      { fromMinute: 0 },
    );
    return [
      `five minutes are carried, the ${played.violationMinutes === 1 ? 'sixth' : String(played.violationMinutes)} is throttled`,
      `= ${usd(hours.usd)}; by whole hours (3 x 2 + 2) x 0.255 = ${usd(hours.usdWholeHours)}`,
    ];
  },
  'rules/readings': () => {
    const triggers = (...newest: readonly number[]): boolean => {
      const cpuPercent = (minute: number) => newest[minute - 60] ?? 60;
      return decided({ ...quiet, cpuPercent, minutes: 65 }).verdict === 'apply';
    };
    return [
      triggers(60, 60, 90, 90, 60) ? 'another verdict' : 'points 60 60 90 90 60 do not trigger at 70',
      triggers(60, 60, 90, 90, 90) ? '60 60 90 90 90 do.' : 'another verdict',
    ];
  },
  'rules/burstable': () => [
    `5 nodes at 15 %: 3.75, so ${nodesAfter({ ...quiet, nodeType: 'dax.t3.small', nodes: 5, cpuPercent: 15 })}.`,
  ],
  'rules/combined-strategy': () => {
    const costSensitive = adviseScenario({
      traffic: 'steady',
      requestsPerSecond: 10_000,
      hitRatePercent: 70,
      costSensitive: true,
    });
    const start = adviseStart();
    const large3 = clusterUsdPerMonth(listPrices, 'dax.r5.large', 3);
    return [
      `3 x ${start.nodeType} (${usd(start.clusterUsdPerMonth)} a month)`,
      `pays for itself from ${whole(Math.round(breakEvenHitsPerSecond(listPrices, large3 ?? 0) / 100) * 100)} hits/s`,
      `3 x r5.large ${usd(large3)}: ${costSensitive.dax === 'skip' ? 'none' : 'some'}`,
    ];
  },
  'rules/burstiness': () => {
    const day = 288;
    const wave = Array.from({ length: 14 * day }, (_, at) => 100 + 90 * Math.sin((2 * Math.PI * at) / day));
    const spikes = Array.from({ length: 14 * day }, (_, at) => (at % 37 === 0 ? 1_000 : 100));
    const verdict = (values: readonly number[]): string => {
      const found = burstinessOf(values, 5 * minuteMs, 0);
      return found === undefined
        ? 'unknown'
        : predictabilityOf(found, policySchema.parse({}).capacityMode.maxBurstiness);
    };
    return [`below 0.1: ${verdict(wave)}`, `about 1.2: ${verdict(spikes)}`];
  },
  'rules/cool-down': () => {
    const policy = policySchema.parse({});
    const hours = Array.from({ length: 9 }, (_, times) => {
      const recentChanges = Array.from(
        { length: 2 * times },
        (_, at): Change => ({
          kind: 'set-node-count',
          direction: at % 2 === 0 ? 'in' : 'out',
          completedAtMs: fixtureNowMs - (2 * times - at) * 60 * minuteMs,
        }),
      );
      return clusterCoolDownMs('in', policy, { switchesToOnDemandMs: [], recentChanges }) / (60 * minuteMs);
    });
    return [
      `With ${hours[0]} h, ${hours[1]} h, ${hours[2]} h, ... nine rounds take ${hours[0]} x (2^9 - 1) = ${hours.reduce((a, b) => a + b)} h`,
    ];
  },
  'rules/rails': () => {
    const policy = policySchema.parse({ nodes: { min: 3, maxStepOut: 2 } });
    const [floor] = policySchema.parse({ floors: [{ from: '08:00', to: '20:00', nodes: 7 }] }).floors;
    const leadMs = floor === undefined ? Number.NaN : floorLeadMs(floor, policy);
    return [`two steps: 2 x (10 + 10) = ${leadMs / minuteMs} minutes before the window`];
  },
  'rules/profiles': () => {
    const { bands } = policySchema.parse(
      withProfile({ profile: 'latency-first', bands: { cpuPercent: { high: 60 } } }),
    );
    return [`has CPU ${bands.cpuPercent.low}-${bands.cpuPercent.high} %, load up to ${bands.loadPercent.high} %`];
  },
  'rules/verification': () => {
    const shape = { hitRatePercent: 90, requestsPerSecond: 1_000 } as const;
    const [decidedAtMs, completedAtMs] = [fixtureNowMs, fixtureNowMs + 15 * minuteMs];
    const nowMs = completedAtMs + 6 * minuteMs;
    const judged = (cpuPercent: number, requestsPerSecond: number): Judgement =>
      judge(
        aSnapshot({ ...shape, cpuPercent: 30 }),
        aSnapshot({ ...shape, nowMs, cpuPercent, requestsPerSecond }),
        { kind: 'set-node-count', cluster: 'shop', from: 5, to: 3 },
        policySchema.parse({}),
        { decidedAtMs, completedAtMs, nowMs },
      );
    const expected = (judgement: Judgement): string =>
      judgement.kind === 'unknown' ? 'unknown' : String(Math.round(judgement.residuals[0]?.expected ?? Number.NaN));
    const [busy, doubled] = [judged(90, 1_000), judged(98, 2_000)];
    return [
      `${expected(busy)} % expected. Seen 90 %: 90 > 50 + 12.5 and 90 > 70, ${busy.kind}`,
      `requests/s: ${expected(doubled)} % expected, ${doubled.kind.replace('-', ' ')}`,
    ];
  },
  'guides/sizing': () => [
    `10 GiB x 1.2 = ${requiredGibibytes(10)} GiB: ${nodeTypeForWorkingSet(10)?.name}`,
    ...nodeCatalogue
      .filter(({ name }) => /t3.small|r5.(large|xlarge|2xlarge)$/.test(name))
      .map(({ name, memoryGibibytes, normalizedRequestsPerSecond: figure }) => {
        const perSecond = figure === null ? 'no figure' : whole(figure);
        return `| ${name} | ${memoryGibibytes} GiB | ${perSecond} | ${listPrices.nodePerHour[name]?.usd} |`;
      }),
  ],
  'guides/capacity-modes': () => {
    const breakEven = breakEvenPercent(listPrices, 'read');
    return [
      `= ${breakEven.toFixed(1)} % mean utilisation`,
      `70 % provisioned costs ${((breakEven / 70) * 100).toFixed(1)} % of on demand, at 30 % ${((breakEven / 30) * 100).toFixed(1)} %`,
    ];
  },
  'guides/cost': () => {
    const monthly = (type: string, nodes: number): number => clusterUsdPerMonth(listPrices, type, nodes) ?? Number.NaN;
    const saved = (hits: number): string => usd(onDemandUsdPerMonth(listPrices, 'read', hits / 2));
    const [three, five] = [monthly('dax.r5.large', 3), monthly('dax.r5.large', 5)];
    return [
      `3 x dax.t3.small: ${usd(monthly('dax.t3.small', 3))} a month. 3 x dax.r5.large: ${usd(three)}. 5 x dax.r5.large: ${usd(five)}.`,
      `**${whole(breakEvenHitsPerSecond(listPrices, three))} hits a second**`,
      `95 % of 100 requests a second saves ${saved(95)} a month, 70 % of 10,000 saves ${saved(7_000)}`,
      `Five for the load of three: ${usd(five - three)} a month`,
      `${usd(monthly('dax.r5.xlarge', 3))} instead of ${usd(three)}`,
    ];
  },
};

test.each(Object.keys(figures))('the worked numbers of docs/%s.md come out of the code', (name) => {
  const told = page(name);

  expect((figures[name]?.() ?? []).filter((figure) => !told.includes(figure))).toEqual([]);
});

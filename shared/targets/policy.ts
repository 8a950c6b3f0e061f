import { z } from 'zod';
import { nodeTypesSchema, pricesSchema } from './price-overrides';
import { profileNames } from './profile-names';
import { windowFields } from './window-fields';

/** What may be done without asking: only say it, wait for a person, or do it. */
export const approvalLevels = ['recommend', 'approve', 'auto'] as const;
export type ApprovalLevel = (typeof approvalLevels)[number];

/** What rules learned from a target's own last days may do: nothing, be shown beside what the bands decide, or decide. */
export const learnedRuleLevels = ['off', 'advise', 'on'] as const;

const minutes = (n: number) => n * 60_000;
const percent = z.number().min(0).max(100);

/** A band in percent: below `low` the resource is over-provisioned, above `high` it is under-provisioned. */
const band = (low: number, high: number) =>
  z.strictObject({ low: percent.default(low), high: percent.default(high) }).prefault({});

export const policySchema = z.strictObject({
  profile: z
    .enum(profileNames)
    .default('production')
    .describe('defaults of the keys below; keys that are written win over it'),
  approval: z
    .strictObject({
      nodeCount: z.enum(approvalLevels).default('auto').describe('adding and removing DAX nodes'),
      billingMode: z.enum(approvalLevels).default('auto').describe('on-demand <-> provisioned'),
      nodeType: z.enum(approvalLevels).default('recommend').describe('replacing the cluster by one of another type'),
      throughput: z.enum(approvalLevels).default('auto').describe('units of a provisioned table and of its indexes'),
      cacheTtl: z.enum(approvalLevels).default('recommend').describe('TTLs of items and queries in the cache'),
      removal: z
        .enum(['recommend', 'approve'])
        .default('recommend')
        .describe('removing a cluster; never without a person'),
    })
    .prefault({}),
  approvalExpiryMs: z
    .int()
    .min(60_000)
    .default(minutes(60 * 24))
    .describe('how long a decision waits for a person; afterwards it cannot be approved any more'),
  bands: z
    .strictObject({
      cpuPercent: band(40, 70).describe('CPUUtilization, maximum over nodes'),
      cacheMemoryPercent: band(60, 80).describe('CacheMemoryUtilization, maximum over nodes'),
      hitRatePercent: z
        .strictObject({ min: percent.default(80), good: percent.default(90) })
        .prefault({})
        .describe('hits over hits and misses, of item, query and scan cache together'),
      loadPercent: z
        .strictObject({ high: percent.default(70) })
        .prefault({})
        .describe('normalised requests over what the nodes carry by the AWS sizing guide; 70 is its factor 1.43'),
      networkPercent: z
        .strictObject({ high: percent.default(70) })
        .prefault({})
        .describe('BaselineNetworkBytesIn/OutUtilization, the larger of the two, maximum over nodes'),
    })
    .prefault({}),
  evictedBytesPerHour: z
    .strictObject({
      high: z
        .number()
        .min(0)
        .default(64 * 1024 ** 2),
    })
    .prefault({})
    .describe('EvictedSize summed over an hour; above it evictions count as high'),
  nodes: z
    .strictObject({
      min: z.int().min(1).max(11).default(3).describe('fewest nodes; 3 is the least for production'),
      max: z.int().min(1).max(11).default(11).describe('most nodes; AWS allows 11'),
      maxStepOut: z.int().min(1).max(10).default(2).describe('most nodes added by one change'),
      maxStepIn: z.int().min(1).max(10).default(2).describe('most nodes taken away by one change'),
      surviveLossOfOneNode: z
        .boolean()
        .optional()
        .describe('size so that the band holds with one node lost; if absent, true where nodes.min is 2 or more'),
      allowedTypes: z.array(z.string()).min(1).optional().describe('node types that may be proposed; all if absent'),
      sickNodeRatio: z
        .number()
        .min(1)
        .default(1.5)
        .describe(
          'CPU of the busiest node over the mean of all; above it one node is sick and the cluster is not busy',
        ),
    })
    .transform((nodes) => ({ ...nodes, surviveLossOfOneNode: nodes.surviveLossOfOneNode ?? nodes.min > 1 }))
    .prefault({}),
  coolDownMs: z
    .strictObject({
      scaleOut: z.int().min(0).default(minutes(5)).describe('before nodes are added'),
      scaleIn: z.int().min(0).default(minutes(30)).describe('before nodes are taken away'),
      billingMode: z
        .int()
        .min(0)
        .default(minutes(60 * 24)),
    })
    .prefault({})
    .describe('counted from the completion of the last change'),
  windowsMs: z
    .strictObject({
      trigger: z.int().min(60_000).default(minutes(5)).describe('how far back a trigger looks'),
      trend: z.int().min(60_000).default(minutes(60)).describe('what size is computed from'),
      scaleIn: z.int().min(60_000).default(minutes(30)).describe('scale-in uses the largest need of this window'),
      staleAfter: z
        .int()
        .min(60_000)
        .default(minutes(5))
        .describe('a newest point older than this makes a reading unknown'),
    })
    .prefault({}),
  coveragePercent: z
    .strictObject({
      trigger: percent.default(60).describe('share of the trigger window that must have datapoints'),
      scaleIn: percent.default(80).describe('share of the scale-in window that must have datapoints'),
    })
    .prefault({})
    .describe('less than this makes a reading unknown'),
  requiredForScaleIn: z
    .array(z.enum(['cpu', 'cacheMemory', 'hitRate', 'evictions', 'requests', 'network', 'throttles']))
    .default(['cpu', 'cacheMemory', 'hitRate', 'evictions', 'requests'])
    .describe('readings that must all be known and well before nodes are taken away'),
  workload: z
    .strictObject({
      itemKilobytes: z.number().gt(0).max(400).default(1).describe('mean item size; AWS publishes no metric of it'),
    })
    .prefault({}),
  capacityMode: z
    .strictObject({
      toProvisionedAbovePercent: percent.default(40).describe('mean utilisation of what auto scaling would provision'),
      toOnDemandBelowPercent: percent.default(20).describe('the same, on the way back'),
      minHistoryMs: z
        .int()
        .min(0)
        .default(minutes(60 * 24 * 7))
        .describe('how long a table is watched before its mode is optimised'),
      cadenceMs: z
        .int()
        .min(0)
        .default(minutes(60 * 24 * 7))
        .describe('a mode is kept at least this long unless the table is throttled'),
      maxBurstiness: z.number().min(0).default(0.5).describe('above it a load counts as spiky'),
      maxSwitchesPerDay: z
        .int()
        .min(0)
        .max(4)
        .default(1)
        .describe('switches to on-demand per rolling 24 h; AWS allows 4'),
      maxThrottledPercent: percent
        .default(0.1)
        .describe('share of units that auto scaling may have throttled in the replay of the history'),
      targetUtilisationPercent: z.number().min(20).max(90).default(70).describe('target of auto scaling'),
      minUnits: z.int().min(1).default(5).describe('fewest units of table and index'),
      maxUnits: z.int().min(1).default(40_000).describe('most units of table and index'),
    })
    .prefault({}),
  noScaleIn: z
    .array(z.strictObject(windowFields))
    .max(20)
    .default([])
    .describe('windows in which nothing is taken away: no nodes, no units, no cluster, no way back to provisioned'),
  changeCalendar: z
    .array(
      z.strictObject({
        ...windowFields,
        allow: z
          .enum(['scale-out', 'nothing'])
          .default('scale-out')
          .describe('what is still done: more capacity while a reading is above its band, or nothing at all'),
      }),
    )
    .max(20)
    .default([])
    .describe('windows that are closed to changes'),
  floors: z
    .array(
      z.strictObject({
        ...windowFields,
        nodes: z.int().min(1).max(11).describe('fewest nodes during the window'),
        leadMs: z
          .int()
          .min(0)
          .max(minutes(60 * 24))
          .optional()
          .describe('how long before its beginning nodes are added; as long as the steps take if absent'),
      }),
    )
    .max(20)
    .default([])
    .describe('more nodes before and during known events'),
  learnedRules: z
    .enum(learnedRuleLevels)
    .default('off')
    .describe("sizes by rules learned from the target's last 14 days: not at all, shown beside the bands, or in force"),
  maintenanceWindow: z
    .enum(['respect', 'ignore'])
    .default('respect')
    .describe("whether nodes, type and TTL are left alone in the cluster's own maintenance window"),
  budget: z
    .strictObject({
      maxUsdPerMonth: z
        .number()
        .gt(0)
        .optional()
        .describe(
          'most that cluster and tables together may cost a month after a change that costs more; none if absent',
        ),
    })
    .prefault({}),
  prices: pricesSchema.prefault({}),
  nodeTypes: nodeTypesSchema.prefault({}),
  bakeMs: z.int().min(0).default(minutes(5)).describe('how long a change settles before it is verified'),
});

export type Policy = z.output<typeof policySchema>;
export type PolicyInput = z.input<typeof policySchema>;

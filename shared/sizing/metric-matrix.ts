import type { Policy } from '../targets';
import type { ReasonCode } from './reason-codes';

export interface MetricRule {
  readonly metric: 'hitRate' | 'cpu' | 'cacheMemory' | 'evictions';
  readonly condition: string;
  /** What the brief says. */
  readonly brief: string;
  /** What is done. */
  readonly action: string;
  /** The reason code by which `decide` says so. */
  readonly reasonCode: ReasonCode;
  /** Why the brief is not followed to the letter. */
  readonly correction?: string;
}

/** The brief's decision matrix by metric, with the limits of a policy. `decide` comes to the same answers. */
export function metricMatrix({ bands }: Pick<Policy, 'bands'>): readonly MetricRule[] {
  const { cpuPercent, cacheMemoryPercent, hitRatePercent } = bands;
  return [
    {
      metric: 'hitRate',
      condition: `below ${hitRatePercent.min} %`,
      brief: 'increase memory or remove DAX',
      action: 'a larger node type where items are evicted, else a longer TTL; no DAX below the break-even rate',
      reasonCode: 'ttl-bound',
      correction:
        'without evictions more memory is not hit more often, and whether DAX pays is a matter of hits per second',
    },
    {
      metric: 'hitRate',
      condition: `above ${hitRatePercent.good} %`,
      brief: 'well-sized',
      action: 'none',
      reasonCode: 'in-band',
    },
    {
      metric: 'cpu',
      condition: `below ${cpuPercent.low} %`,
      brief: 'reduce nodes or downgrade type',
      action: 'reduce nodes; at the fewest allowed propose a smaller type if memory fits it',
      reasonCode: 'cpu-below',
      correction: 'a node type cannot be changed in place, so nodes come first',
    },
    {
      metric: 'cpu',
      condition: `above ${cpuPercent.high} %`,
      brief: 'add nodes or upgrade type',
      action: 'add nodes; where writes fill every node propose a larger type',
      reasonCode: 'cpu-above',
      correction: 'every node carries every write, so nodes do not help against writes',
    },
    {
      metric: 'cacheMemory',
      condition: `below ${cacheMemoryPercent.low} %`,
      brief: 'downgrade node type',
      action: 'none, unless CPU is below its band too and a smaller type fits both',
      reasonCode: 'in-band',
      correction: 'the smaller type also has half the CPU',
    },
    {
      metric: 'cacheMemory',
      condition: `above ${cacheMemoryPercent.high} %`,
      brief: 'upgrade node type',
      action: 'none, unless items are evicted and hits are lost, or memory is at its limit',
      reasonCode: 'memory-above-band',
      correction: 'a cache fills up; the sign of too little memory is misses together with evictions',
    },
    {
      metric: 'evictions',
      condition: 'high',
      brief: 'upgrade node type',
      action: 'propose a larger type where memory is above its band and the hit rate is poor',
      reasonCode: 'memory-bound',
      correction: 'DAX counts evicted bytes and not items; evicting what is not asked for again costs nothing',
    },
    { metric: 'evictions', condition: 'low', brief: 'good', action: 'none', reasonCode: 'in-band' },
  ];
}

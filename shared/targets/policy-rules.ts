import type { Policy } from './policy';
import type { PolicyProblem } from './policy-problem';
import { windowProblems as calendarProblems } from './window-rules';

/** Rules that one field alone cannot break. Every broken one is listed. */
export function policyProblems(policy: Policy): readonly PolicyProblem[] {
  return [
    ...orderProblems(policy),
    ...scaleInProblems(policy),
    ...lossProblems(policy),
    ...windowProblems(policy),
    ...capacityModeProblems(policy),
    ...profileProblems(policy),
    ...calendarProblems(policy),
  ];
}

function orderProblems({ bands, nodes, capacityMode }: Policy): readonly PolicyProblem[] {
  return [
    ...below('bands.cpuPercent.low', bands.cpuPercent.low, 'bands.cpuPercent.high', bands.cpuPercent.high),
    ...below(
      'bands.cacheMemoryPercent.low',
      bands.cacheMemoryPercent.low,
      'bands.cacheMemoryPercent.high',
      bands.cacheMemoryPercent.high,
    ),
    ...atMost(
      'bands.hitRatePercent.min',
      bands.hitRatePercent.min,
      'bands.hitRatePercent.good',
      bands.hitRatePercent.good,
    ),
    ...atMost('nodes.min', nodes.min, 'nodes.max', nodes.max),
    ...atMost('capacityMode.minUnits', capacityMode.minUnits, 'capacityMode.maxUnits', capacityMode.maxUnits),
    ...below(
      'capacityMode.toOnDemandBelowPercent',
      capacityMode.toOnDemandBelowPercent,
      'capacityMode.toProvisionedAbovePercent',
      capacityMode.toProvisionedAbovePercent,
    ),
  ];
}

/**
 * Node counts are integers: taking one of n nodes multiplies CPU by n/(n-1), at worst where n = min + 1. A cluster just
 * below `low` would land at low x n/(n-1); above `high` the next evaluation would add the node again.
 */
function scaleInProblems({ bands, nodes }: Policy): readonly PolicyProblem[] {
  const { low, high } = bands.cpuPercent;
  if (nodes.min >= nodes.max || low >= high) return [];
  const from = nodes.min + 1;
  const landing = (low * from) / nodes.min;
  if (landing <= high) return [];
  const allowed = Math.floor((high * nodes.min) / from);
  return [
    {
      fields: ['bands.cpuPercent.low', 'bands.cpuPercent.high', 'nodes.min'],
      value: low,
      rule: `a scale-in from ${from} to ${nodes.min} nodes at ${low} % would land at ${round(landing)} %, above high = ${high} %, and be undone at once`,
      hint: `low of at most ${allowed}, or nodes.min of at least ${smallestMin(low, high)}`,
    },
  ];
}

/** Smallest m with low x (m+1)/m <= high. */
function smallestMin(low: number, high: number): number {
  return Math.max(1, Math.ceil(low / (high - low)));
}

function lossProblems({ nodes }: Policy): readonly PolicyProblem[] {
  if (!nodes.surviveLossOfOneNode || nodes.min > 1) return [];
  return [
    {
      fields: ['nodes.surviveLossOfOneNode', 'nodes.min'],
      value: true,
      rule: 'a cluster of one node cannot survive the loss of one: nodes.min must be at least 2',
    },
  ];
}

function windowProblems({ windowsMs, coolDownMs }: Policy): readonly PolicyProblem[] {
  return [
    ...atMost('windowsMs.trigger', windowsMs.trigger, 'windowsMs.trend', windowsMs.trend),
    ...atMost('windowsMs.trigger', windowsMs.trigger, 'windowsMs.scaleIn', windowsMs.scaleIn),
    ...atMost('coolDownMs.scaleOut', coolDownMs.scaleOut, 'coolDownMs.scaleIn', coolDownMs.scaleIn),
    ...(['trigger', 'trend', 'scaleIn'] as const).flatMap((name) => withinHistory(name, windowsMs[name])),
  ];
}

/** CloudWatch keeps points of one minute for 15 days; a day of them is what a snapshot carries. */
const mostWindowMs = 24 * 3_600_000;

function withinHistory(name: string, valueMs: number): readonly PolicyProblem[] {
  if (valueMs <= mostWindowMs) return [];
  const rule = `must be at most ${mostWindowMs} (a day): longer windows are larger than the history that is read`;
  return [{ fields: [`windowsMs.${name}`], value: valueMs, rule }];
}

function profileProblems({ profile, nodes }: Policy): readonly PolicyProblem[] {
  if (profile !== 'latency-first' || nodes.min > 1) return [];
  return [
    {
      fields: ['nodes.min', 'profile'],
      value: nodes.min,
      rule: 'must be at least 2 with profile latency-first: while its only node is replaced a cluster answers nothing',
    },
  ];
}

const mostHistoryMs = 63 * 24 * 3_600_000;

function capacityModeProblems({ capacityMode }: Policy): readonly PolicyProblem[] {
  const { toProvisionedAbovePercent, targetUtilisationPercent, minHistoryMs } = capacityMode;
  const kept = [
    ...(minHistoryMs <= mostHistoryMs
      ? []
      : [
          {
            fields: ['capacityMode.minHistoryMs'] as const,
            value: minHistoryMs,
            rule: `must be at most ${mostHistoryMs} (63 days): CloudWatch keeps points of five minutes no longer`,
          },
        ]),
  ];
  if (toProvisionedAbovePercent < targetUtilisationPercent) return kept;
  return [
    ...kept,
    {
      fields: ['capacityMode.toProvisionedAbovePercent', 'capacityMode.targetUtilisationPercent'],
      value: toProvisionedAbovePercent,
      rule: `must be below capacityMode.targetUtilisationPercent (${targetUtilisationPercent}): auto scaling never uses more of what it provisions`,
    },
  ];
}

function below(path: string, value: number, otherPath: string, other: number): readonly PolicyProblem[] {
  if (value < other) return [];
  return [{ fields: [path, otherPath], value, rule: `must be below ${otherPath} (${other})` }];
}

function atMost(path: string, value: number, otherPath: string, other: number): readonly PolicyProblem[] {
  if (value <= other) return [];
  return [{ fields: [path, otherPath], value, rule: `must be at most ${otherPath} (${other})` }];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { normalizedLoad } from '../../shared/sizing';

/** What the replayed load is made of; the same in every minute. */
export interface Mix {
  readonly hitRatio: number;
  readonly writeRatio: number;
  readonly itemKilobytes: number;
}

export const readMostly: Mix = { hitRatio: 0.92, writeRatio: 0.001, itemKilobytes: 1 };

/**
 * One minute of AWS/DAX metrics of a cluster that serves `requestsPerSecond`: load as in AWS's sizing guide, spread evenly over the
 * nodes that are available, CPU in proportion to it. What exceeds the nodes' capacity is throttled. Names, units and dimensions are
 * AWS's; a counter of zero is left out, as DAX does.
 */
export const clusterMinute = (input: {
  readonly cluster: string;
  readonly nodeIds: readonly string[];
  readonly requestsPerSecond: number;
  readonly requestsPerSecondPerNode: number;
  readonly mix: Mix;
  readonly at: Date;
}): readonly MetricDatum[] => {
  const { nodeIds, mix, at } = input;
  const utilisation = utilisationPercent(input);
  const served = utilisation > 100 ? input.requestsPerSecond * (100 / utilisation) : input.requestsPerSecond;
  const reads = served * (1 - mix.writeRatio) * 60;
  const counts: Readonly<Record<string, number>> = {
    TotalRequestCount: served * 60,
    GetItemRequestCount: reads,
    PutItemRequestCount: served * mix.writeRatio * 60,
    ItemCacheHits: reads * mix.hitRatio,
    ItemCacheMisses: reads * (1 - mix.hitRatio),
    ThrottledRequestCount: (input.requestsPerSecond - served) * 60,
  };
  const gauges: Readonly<Record<string, number>> = {
    CPUUtilization: Math.min(100, utilisation),
    CacheMemoryUtilization: 70,
    BaselineNetworkBytesInUtilization: Math.min(100, utilisation * 0.2),
    BaselineNetworkBytesOutUtilization: Math.min(100, utilisation * 0.45),
  };
  const ofCluster = [{ Name: 'ClusterId', Value: input.cluster }];
  return [
    ...Object.entries(counts)
      .filter(([, value]) => value > 0)
      .map(([name, value]) => datum(name, ofCluster, Math.round(value), 'Count', at)),
    ...Object.entries(gauges).flatMap(([name, value]) => [
      datum(name, ofCluster, value, 'Percent', at),
      ...nodeIds.map((id) => datum(name, [...ofCluster, { Name: 'NodeId', Value: id }], value, 'Percent', at)),
    ]),
  ];
};

/** Normalised load over what the nodes can carry, in percent; above 100 the rest is throttled. */
export const utilisationPercent = (input: {
  readonly nodeIds: readonly string[];
  readonly requestsPerSecond: number;
  readonly requestsPerSecondPerNode: number;
  readonly mix: Mix;
}): number => {
  const { mix, requestsPerSecond } = input;
  const reads = requestsPerSecond * (1 - mix.writeRatio);
  const nodes = Math.max(1, input.nodeIds.length);
  const load = normalizedLoad(
    {
      hitsPerSecond: reads * mix.hitRatio,
      missesPerSecond: reads * (1 - mix.hitRatio),
      writesPerSecond: requestsPerSecond * mix.writeRatio,
      itemKilobytes: mix.itemKilobytes,
    },
    nodes,
  );
  return (load / (nodes * input.requestsPerSecondPerNode)) * 100;
};

export const datum = (
  name: string,
  dimensions: readonly { readonly Name: string; readonly Value: string }[],
  value: number,
  unit: 'Count' | 'Percent' | 'Bytes',
  at: Date,
): MetricDatum => ({ MetricName: name, Dimensions: [...dimensions], Value: value, Unit: unit, Timestamp: at });

import type { CreateClusterRequest } from '@aws-sdk/client-dax';
import type { Timer } from '../../kernel/clock';
import type { Platform, Service } from '../../kernel/service';
import { deleteCluster, rebootNode, updateCluster } from './change-cluster';
import { createCluster } from './create-cluster';
import { describeClusters } from './describe-clusters';
import { describeEvents } from './events';
import { type DaxOptions, defaultDaxDurations } from './options';
import {
  createParameterGroup,
  defaultParameterGroup,
  deleteParameterGroup,
  describeDefaultParameters,
  describeParameterGroups,
  describeParameters,
  updateParameterGroup,
} from './parameter-groups';
import { decreaseReplicationFactor, increaseReplicationFactor } from './replication-factor';
import { type DaxContext, hostedCluster } from './state';
import {
  createSubnetGroup,
  defaultSubnetGroup,
  deleteSubnetGroup,
  describeSubnetGroups,
  updateSubnetGroup,
} from './subnet-groups';
import { listTags, tagResource, untagResource } from './tags';

export interface DaxService extends Service {
  /** A cluster that was there before the platform started: created like any other, without waiting. */
  declareCluster(input: CreateClusterRequest): Promise<void>;
}

/** The DAX control plane: clusters, groups, events and tags on the virtual clock. */
export const createDaxService = (platform: Platform, options: DaxOptions = {}): DaxService => {
  const timers = new Set<Timer>();
  const context: DaxContext = {
    platform,
    options,
    durations: { ...defaultDaxDurations, ...options.durations },
    clusters: new Map(),
    parameterGroups: new Map([[defaultParameterGroup.name, defaultParameterGroup]]),
    subnetGroups: new Map([['default', defaultSubnetGroup(platform.region)]]),
    events: [],
    later: (ms, task) => {
      const timer = platform.clock.at(platform.clock.now() + ms, () => {
        timers.delete(timer);
        return task();
      });
      timers.add(timer);
    },
  };
  const bound =
    <Input, Output>(operation: (context: DaxContext, input: Input) => Output) =>
    (input: Input): Output =>
      operation(context, input);
  return {
    name: 'dax',
    operations: {
      CreateCluster: (input: CreateClusterRequest) => createCluster(context, input),
      DescribeClusters: bound(describeClusters),
      UpdateCluster: bound(updateCluster),
      DeleteCluster: bound(deleteCluster),
      IncreaseReplicationFactor: bound(increaseReplicationFactor),
      DecreaseReplicationFactor: bound(decreaseReplicationFactor),
      RebootNode: bound(rebootNode),
      CreateParameterGroup: bound(createParameterGroup),
      UpdateParameterGroup: bound(updateParameterGroup),
      DeleteParameterGroup: bound(deleteParameterGroup),
      DescribeParameterGroups: bound(describeParameterGroups),
      DescribeParameters: bound(describeParameters),
      DescribeDefaultParameters: bound(describeDefaultParameters),
      CreateSubnetGroup: bound(createSubnetGroup),
      UpdateSubnetGroup: bound(updateSubnetGroup),
      DeleteSubnetGroup: bound(deleteSubnetGroup),
      DescribeSubnetGroups: bound(describeSubnetGroups),
      DescribeEvents: bound(describeEvents),
      ListTags: bound(listTags),
      TagResource: bound(tagResource),
      UntagResource: bound(untagResource),
    },
    declareCluster: async (input) => {
      await createCluster(context, input, 0);
    },
    stop: async () => {
      for (const timer of timers) timer.cancel();
      timers.clear();
      await stopNodes(context);
    },
  };
};

const stopNodes = async (context: DaxContext): Promise<void> => {
  const host = context.options.nodes;
  if (!host) return;
  const running = [...context.clusters.values()].flatMap((cluster) =>
    cluster.nodes.filter((node) => node.endpoint).map((node) => ({ cluster: hostedCluster(context, cluster), node })),
  );
  await Promise.allSettled(
    running.map(({ cluster, node }) =>
      host.stop(cluster, { nodeId: node.nodeId, availabilityZone: node.availabilityZone }),
    ),
  );
};

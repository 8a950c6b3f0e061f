import { ServiceError } from '../../kernel/service-error';
import { invalidValue } from './refusals';
import type { DaxContext, SubnetGroupRecord } from './state';

/** One primary and ten replicas (the quota page; the API's text still says ten nodes). */
export const nodesPerCluster = 11;

/** Nodes count from the call that asks for them until the last trace of them is gone. */
export const checkNodeQuotas = (context: DaxContext, clusterTotal: number, added: number): void => {
  if (clusterTotal > nodesPerCluster)
    throw new ServiceError(
      'NodeQuotaForClusterExceededFault',
      `A cluster has at most ${nodesPerCluster} nodes; ${clusterTotal} asked for.`,
    );
  const limit = context.options.nodesPerAccount ?? 50;
  const there = [...context.clusters.values()].reduce((sum, cluster) => sum + cluster.totalNodes, 0);
  if (there + added > limit)
    throw new ServiceError(
      'NodeQuotaForCustomerExceededFault',
      `The account has at most ${limit} nodes in this Region: ${there} are there, ${added} more asked for.`,
    );
};

/** A list of zones is one zone per node concerned, each with a subnet of the group. */
export const checkZones = (
  group: SubnetGroupRecord,
  zones: readonly string[] | undefined,
  count: number,
  rule: string,
): void => {
  if (zones === undefined || zones.length === 0) return;
  if (zones.length !== count)
    throw invalidValue(`AvailabilityZones has ${zones.length} elements; its length must ${rule} (${count}).`);
  const known = new Set(group.subnets.map((subnet) => subnet.availabilityZone));
  const strange = zones.find((zone) => !known.has(zone));
  if (strange !== undefined)
    throw invalidValue(`AvailabilityZones: '${strange}' has no subnet in subnet group ${group.name}.`);
};

import { type DAXClient, UpdateClusterCommand } from '@aws-sdk/client-dax';
import { type Changer, PortError } from '../flow/ports';
import type { CacheTtl } from '../sizing';
import { attempt } from './calls';
import { readCluster } from './cluster-reader';
import { ensureTtlGroup, ttlGroupName } from './ttl-group';

/**
 * Attaches a parameter group of our own with these TTLs. Looks first: a cluster whose group has them already is left alone, so a call that
 * is repeated attaches nothing twice. Whether nodes have to be rebooted for it, DAX says afterwards (`NodeIdsToReboot`).
 */
export async function setCacheTtl(
  dax: DAXClient,
  { cluster: name, to }: Parameters<Changer['setCacheTtl']>[0],
): Promise<void> {
  checkTtl(name, to);
  const cluster = await readCluster(dax, name);
  if (cluster === undefined) throw new PortError('aws.not-found', `There is no cluster ${name}`, false, 'no');
  if (cluster.itemTtlMs === to.itemMs && cluster.queryTtlMs === to.queryMs) return;
  if (cluster.status !== 'available') {
    throw new PortError('aws.busy', `${name} takes no other TTLs while it is ${cluster.status}`, true, 'no');
  }
  const attached = cluster.parameterGroup?.name;
  const group = ttlGroupName(cluster.name, to, attached);
  await ensureTtlGroup(dax, group, to, { cluster: cluster.name, attached });
  await attempt(`UpdateCluster ${name} to ${group}`, (options) =>
    dax.send(new UpdateClusterCommand({ ClusterName: name, ParameterGroupName: group }), options),
  );
}

/** Item TTL 0: items never expire. Query TTL 0: queries are not cached. */
function checkTtl(cluster: string, ttl: CacheTtl): void {
  for (const [field, value] of Object.entries(ttl)) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new PortError(
      'aws.invalid',
      `${field} of ${cluster} must be a whole number of ms from 0, not ${value}`,
      false,
      'no',
    );
  }
}

import {
  type DAXClient,
  DecreaseReplicationFactorCommand,
  IncreaseReplicationFactorCommand,
} from '@aws-sdk/client-dax';
import { type Changer, PortError } from '../flow/ports';
import { attempt } from './calls';

/**
 * One call; the factor is the absolute total with the primary, so a copy that lands twice asks for the same. Which nodes go and in
 * which zones new ones come is left to DAX: it spreads them, and it alone knows which node is the primary.
 */
export async function setNodeCount(
  dax: DAXClient,
  { cluster, from, to }: Parameters<Changer['setNodeCount']>[0],
): Promise<void> {
  const input = { ClusterName: cluster, NewReplicationFactor: to };
  if (to > from) {
    await attempt(`IncreaseReplicationFactor ${cluster} ${from} -> ${to}`, (options) =>
      dax.send(new IncreaseReplicationFactorCommand(input), options),
    );
  } else if (to < from) {
    await attempt(`DecreaseReplicationFactor ${cluster} ${from} -> ${to}`, (options) =>
      dax.send(new DecreaseReplicationFactorCommand(input), options),
    );
  } else {
    throw new PortError('aws.invalid', `${cluster} already has ${to} nodes`, false, 'no');
  }
}

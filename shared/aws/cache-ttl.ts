import type { DAXClient } from '@aws-sdk/client-dax';
import { type Changer, PortError } from '../flow/ports';

/** TTLs by a parameter group of our own. Not built yet: refused by name, before anything is sent. */
export async function setCacheTtl(_dax: DAXClient, { cluster }: Parameters<Changer['setCacheTtl']>[0]): Promise<void> {
  throw new PortError('aws.invalid', `the TTLs of ${cluster} cannot be set: not built yet`, false, 'no');
}

/** Not built yet: refused by name, before anything is sent. */
export async function rebootNode(
  _dax: DAXClient,
  { cluster, node }: Parameters<Changer['rebootNode']>[0],
): Promise<void> {
  throw new PortError('aws.invalid', `node ${node} of ${cluster} cannot be rebooted: not built yet`, false, 'no');
}

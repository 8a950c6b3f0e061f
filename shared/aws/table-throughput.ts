import { type Changer, PortError } from '../flow/ports';
import type { BillingModeClients } from './billing-mode';

/** Units of a provisioned table and of its indexes. Not built yet: refused by name, before anything is sent. */
export async function setThroughput(
  _clients: BillingModeClients,
  { table }: Parameters<Changer['setThroughput']>[0],
): Promise<void> {
  throw new PortError('aws.invalid', `the units of ${table} cannot be set: not built yet`, false, 'no');
}

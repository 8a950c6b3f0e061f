import { PortError } from '../flow/ports';
import type { TableState } from '../sizing';
import type { UnitsChange } from './units-change';

type Wanted =
  | { readonly kind: 'set-billing-mode'; readonly to: 'provisioned' | 'on-demand' }
  | { readonly kind: 'set-throughput'; readonly changes: readonly UnitsChange[] };

/**
 * What daxpilot does not do to a global table, even with approval, because it sees and changes one Region only:
 * - to provisioned: AWS switches every replica at once, each needs auto scaling in its own Region, and the units follow the busiest one;
 * - write units: every replica carries every write, so they are the same everywhere and set for all of them.
 * To on-demand is safe for every replica, and read units are a Region's own. Source: the developer guide on global tables.
 */
export function refuseForGlobalTable({ name, globalTable }: TableState, wanted: Wanted): void {
  if (!globalTable) return;
  if (wanted.kind === 'set-billing-mode' && wanted.to === 'provisioned') {
    throw refused(
      `${name} is a global table: all its replicas would become provisioned at once. Register auto scaling in every Region, then switch it by hand`,
    );
  }
  if (wanted.kind === 'set-throughput' && wanted.changes.some(({ from, to }) => from.write !== to.write)) {
    throw refused(`${name} is a global table: its write units are those of all its replicas. Set them by hand for all`);
  }
}

const refused = (message: string) => new PortError('aws.invalid', message, false, 'no');

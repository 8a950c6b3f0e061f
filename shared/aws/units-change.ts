import { PortError } from '../flow/ports';
import type { TableState, Throughput, ThroughputPlan } from '../sizing';

/** Units of the table (`index` absent) or of one index, that are to change. */
export interface UnitsChange {
  readonly index?: string;
  readonly from: Throughput;
  readonly to: Throughput;
}

/** What differs. An index that has been added since the plan was made keeps its units. */
export function changesTo(table: TableState, to: ThroughputPlan): readonly UnitsChange[] {
  if (table.billingMode !== 'provisioned') {
    throw new PortError('aws.invalid', `${table.name} is on demand: it has no units to set`, false, 'no');
  }
  const ofIndexes = to.indexes.map(({ name, read, write }): UnitsChange => {
    const index = table.indexes.find((one) => one.name === name);
    if (index === undefined) throw new PortError('aws.invalid', `${table.name} has no index ${name}`, false, 'no');
    return { index: name, from: index.throughput, to: { read, write } };
  });
  return [{ from: table.throughput, to: { read: to.read, write: to.write } }, ...ofIndexes].filter(
    (change) => change.from.read !== change.to.read || change.from.write !== change.to.write,
  );
}

/** Units as they are. */
export const planOf = ({ throughput, indexes }: TableState): ThroughputPlan => ({
  ...throughput,
  indexes: indexes.map(({ name, throughput: own }) => ({ name, ...own })),
});

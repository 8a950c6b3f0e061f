import type { DynamoDbContext } from './context';
import { limitExceeded } from './refusals';
import type { TableRecord } from './table';
import type { Dimension } from './throughput-guard';

/** Per table with its indexes 40,000 and per account 80,000 provisioned units, read and write each (default quotas). */
export const checkQuotas = (context: DynamoDbContext, table: TableRecord): void => {
  const tableQuota = context.options.tableQuota ?? 40_000;
  const accountQuota = context.options.accountQuota ?? 80_000;
  for (const dimension of ['read', 'write'] as const) {
    const own = provisionedOf(table, dimension);
    if (own > tableQuota)
      throw limitExceeded(
        `Provisioned ${dimension} throughput of table ${table.name} with its indexes would be ${own}; the table quota is ${tableQuota}.`,
      );
    const others = [...context.tables.values()].filter((one) => one.name !== table.name);
    const all = others.reduce((sum, one) => sum + provisionedOf(one, dimension), own);
    if (all > accountQuota)
      throw limitExceeded(
        `Provisioned ${dimension} throughput of the account would be ${all}; the account quota is ${accountQuota}.`,
      );
  }
};

const provisionedOf = (table: TableRecord, dimension: Dimension): number =>
  [table, ...table.globalIndexes].reduce(
    (sum, { capacity }) => sum + (capacity.upcoming ?? capacity.provisioned)[dimension],
    0,
  );

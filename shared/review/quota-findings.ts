import { grouped, type TableState } from '../sizing';
import type { Policy } from '../targets';
import { type Finding, finding } from './finding';
import { peakOf, rounded } from './series-facts';
import type { AccountSurvey, LoadSurvey } from './survey';

const nearPercent = 80;

/**
 * The table-level quota counts a table with all its indexes, provisioned or on demand (DescribeLimits, DynamoDB API reference, 2026-11).
 * On demand it is met by what is consumed: the busiest hour, whose busiest minute may be more.
 */
export function unitQuotas(
  target: string,
  table: TableState,
  policy: Policy,
  load: LoadSurvey,
  { tableUnits }: AccountSurvey,
): readonly Finding[] {
  if (tableUnits === undefined) return [];
  return (['read', 'write'] as const).flatMap((side) => {
    const most = tableUnits[side];
    const used = usedUnits(table, side, load);
    const verb = table.billingMode === 'provisioned' ? 'provisioned' : 'consumed in the busiest hour';
    const near =
      used * 100 >= most * nearPercent
        ? [
            finding(
              'quota-units',
              target,
              table.name,
              `${grouped(rounded(used))} ${side} units ${verb}, of ${grouped(most)} that the account allows a table`,
              side,
            ),
          ]
        : [];
    const allowed = policy.capacityMode.maxUnits;
    const beyond =
      allowed > most
        ? [
            finding(
              'quota-units',
              target,
              table.name,
              `the policy allows ${allowed} ${side} units (capacityMode.maxUnits), the account allows a table ${most}`,
              `${side} policy`,
            ),
          ]
        : [];
    return [...near, ...beyond];
  });
}

function usedUnits(table: TableState, side: 'read' | 'write', load: LoadSurvey): number {
  const parts = [table, ...table.indexes];
  if (table.billingMode === 'provisioned') return parts.reduce((sum, { throughput }) => sum + throughput[side], 0);
  return parts.reduce((sum, part) => {
    const name = part === table ? table.name : `${table.name}/${part.name}`;
    return sum + peakOf(load.consumed[name]?.[side]) / 3600;
  }, 0);
}

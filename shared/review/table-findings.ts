import { grouped, priceBookOf, provisionedUnitUsdPerHour, type TableState } from '../sizing';
import type { Policy } from '../targets';
import { enoughHours } from './cluster-findings';
import { type Finding, finding } from './finding';
import { hourMs, peakOf, rounded } from './series-facts';
import type { LoadSurvey } from './survey';

const hoursPerMonth = 730;

/**
 * A provisioned table or index whose busiest hour used less of its units than the share below which the policy leaves provisioned mode.
 * DynamoDB publishes no consumption while there is none, so silence counts as zero once the target has been watched for days.
 */
export function tableFindings(
  target: string,
  table: TableState,
  policy: Policy,
  load: LoadSurvey,
  watchedMs: number,
): readonly Finding[] {
  const scaled = table.scaling === undefined || table.scaling.length > 0;
  if (table.billingMode !== 'provisioned' || scaled || watchedMs < enoughHours * hourMs) return [];
  const parts = [
    { name: table.name, units: table.throughput },
    ...table.indexes.map((index) => ({ name: `${table.name}/${index.name}`, units: index.throughput })),
  ];
  return parts.flatMap(({ name, units }) =>
    (['read', 'write'] as const).flatMap((side) => {
      const most = policy.capacityMode.toOnDemandBelowPercent;
      const peak = peakOf(load.consumed[name]?.[side]) / 3600;
      const percent = units[side] === 0 ? 100 : (peak / units[side]) * 100;
      if (units[side] <= policy.capacityMode.minUnits || percent >= most) return [];
      const usd = units[side] * provisionedUnitUsdPerHour(priceBookOf(policy), side) * hoursPerMonth;
      const text = `${grouped(units[side])} ${side} units at $${grouped(usd.toFixed(2))} a month; the busiest hour used ${grouped(rounded(peak))} (${rounded(percent)} %)`;
      return [finding('table-under-used', target, name, text, side)];
    }),
  );
}

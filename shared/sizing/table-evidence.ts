import { predictabilityOf } from './burstiness';
import { cents } from './cluster-options';
import type { Evidence } from './decision';
import { evidenceOf, rounded } from './evidence';
import { grouped } from './quantity-text';
import type { Reading } from './readings';
import type { TableView } from './table-view';

/** What was seen of the table. */
export function tableEvidence(view: TableView): readonly Evidence[] {
  const { table, demand, comparison, throttling, policy } = view;
  const { capacityMode } = policy;
  const resource = table.name;
  if (demand.kind === 'unknown' || comparison === undefined) {
    const reading: Reading = demand.kind === 'unknown' ? demand : { kind: 'unknown', why: 'no-datapoints' };
    return [
      { ...evidenceOf({ name: 'consumption', title: `${resource}: consumption`, unit: 'units/s', reading }), resource },
    ];
  }
  const seen = { ageMs: demand.ageMs, coveragePercent: demand.coveragePercent };
  const of = (value: number): Reading =>
    value === 0 ? { kind: 'zero', value: 0, ...seen } : { kind: 'value', value, ...seen };
  const mode =
    table.billingMode === 'on-demand'
      ? { high: capacityMode.toProvisionedAbovePercent }
      : { low: capacityMode.toOnDemandBelowPercent };
  const { burstiness } = comparison;
  const rows = [
    { name: 'consumedRead', title: 'mean reads', unit: 'units/s', reading: of(comparison.meanRead) },
    { name: 'consumedWrite', title: 'mean writes', unit: 'units/s', reading: of(comparison.meanWrite) },
    {
      name: 'utilisation',
      title: 'utilisation of what auto scaling would provision',
      unit: '%',
      reading: of(comparison.utilisationPercent),
      band: mode,
      remark: `break-even ${rounded(comparison.breakEvenPercent)} %, on-demand $${grouped(cents(comparison.onDemandUsdPerMonth))} or provisioned $${grouped(cents(comparison.provisionedUsdPerMonth))} a month`,
    },
    ...(burstiness === undefined
      ? []
      : [
          {
            name: 'burstiness',
            title: 'burstiness',
            unit: '(residual coefficient of variation)',
            reading: of(burstiness.value),
            band: { high: capacityMode.maxBurstiness },
            remark: `${predictabilityOf(burstiness, capacityMode.maxBurstiness)}, profile ${burstiness.profile}`,
          },
        ]),
    {
      name: 'tableThrottles',
      title: 'throttled requests',
      unit: 'in the trend window',
      reading: of(throttling.events),
      band: { high: 0 },
    },
  ];
  return rows.map((row) => ({ ...evidenceOf({ ...row, title: `${resource}: ${row.title}` }), resource }));
}

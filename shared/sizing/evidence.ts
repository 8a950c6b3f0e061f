import type { Band, Verdict } from './bands';
import { verdictOf } from './bands';
import type { Evidence } from './decision';
import { quantityText, rangeText } from './quantity-text';
import type { Reading, WhyUnknown } from './readings';

export interface EvidenceOf {
  /** Stable name, e.g. `cpu`. */
  readonly name: string;
  /** What people call it, e.g. `CPU`. */
  readonly title: string;
  readonly unit: string;
  readonly reading: Reading;
  readonly band?: Band;
  /** Said after the value. */
  readonly remark?: string;
}

/** A reading as evidence: judged against its band where it has one, else for information only. */
export function evidenceOf({ name, title, unit, reading, band, remark }: EvidenceOf): Evidence {
  const limits = band === undefined ? {} : { ...definedOnly('low', band.low), ...definedOnly('high', band.high) };
  const verdict = band === undefined && reading.kind !== 'unknown' ? 'info' : verdictOf(reading, band ?? {});
  const shown = reading.kind === 'unknown' ? {} : { value: rounded(reading.value) };
  return {
    reading: name,
    kind: reading.kind,
    ...shown,
    unit,
    ...limits,
    verdict,
    ...definedOnly('ageMs', reading.ageMs),
    ...definedOnly(
      'coveragePercent',
      reading.coveragePercent === undefined ? undefined : rounded(reading.coveragePercent),
    ),
    text: [sentence(title, unit, reading, verdict, band), partly(reading), remark].filter((part) => part).join('; '),
  };
}

function sentence(
  title: string,
  unit: string,
  reading: Reading,
  verdict: Verdict | 'info',
  band: Band | undefined,
): string {
  if (reading.kind === 'unknown')
    return `${title} is unknown: ${whyUnknown(reading.why, reading.ageMs, reading.coveragePercent)}`;
  const value = `${title} ${reading.kind === 'zero' ? 'is zero' : quantityText(rounded(reading.value), unit)}`;
  return verdict === 'info'
    ? value
    : `${value}, ${verdict === 'in-band' ? 'inside' : verdict} ${bandText(band ?? {}, unit)}`;
}

const whyTexts: Readonly<Record<WhyUnknown, string>> = {
  'no-datapoints': 'no datapoints',
  stale: 'the newest datapoint is too old',
  partial: 'too few datapoints in the window',
  'no-flow': 'no CPU datapoints, so that missing datapoints do not mean zero',
};

export function whyUnknown(why: WhyUnknown, ageMs: number | undefined, coveragePercent: number | undefined): string {
  if (why === 'stale' && ageMs !== undefined) return `${whyTexts.stale} (${Math.round(ageMs / 60_000)} min)`;
  if (why === 'partial' && coveragePercent !== undefined) return `${whyTexts.partial} (${rounded(coveragePercent)} %)`;
  return whyTexts[why];
}

export function bandText({ low, high }: Band, unit: string): string {
  if (low !== undefined && high !== undefined) return rangeText(low, high, unit);
  if (low !== undefined) return `at least ${quantityText(low, unit)}`;
  return high === undefined ? 'its band' : `at most ${quantityText(high, unit)}`;
}

function partly(reading: Reading): string {
  const share = reading.kind === 'unknown' ? undefined : reading.coveragePercent;
  return share !== undefined && share < 99.5 ? `datapoints for ${rounded(share)} % of the window` : '';
}

/** Two decimals below 100, none above: more than a person reads. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

function definedOnly<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

const byteUnits = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/**
 * A figure as people read it: digits in groups of three, bytes in the unit that leaves less than 1,024 of them.
 *
 * @example
 * quantityText(67_108_864, 'bytes/h'); // '64 MiB/h'
 * quantityText(130_000, 'requests/s'); // '130,000 requests/s'
 */
export function quantityText(value: number, unit: string): string {
  const one = readable(value, unit);
  return `${grouped(one.value)} ${one.unit}`.trim();
}

/** `40-70 %`; each end with its unit where these differ. */
export function rangeText(low: number, high: number, unit: string): string {
  const from = readable(low, unit);
  const to = readable(high, unit);
  const ends = [from.unit === to.unit ? grouped(from.value) : quantityText(low, unit), quantityText(high, unit)];
  return ends.join(from.unit === to.unit ? '-' : ' to ');
}

/** Bytes (`bytes`, `bytes/h`, `bytes an hour`) in a larger unit, to two decimals; any other quantity as it is. */
export function readable(value: number, unit: string): { readonly value: number; readonly unit: string } {
  const [, per] = /^bytes\b(.*)$/.exec(unit) ?? [];
  const power = byteUnits.findLastIndex((_, index) => index === 0 || Math.abs(value) >= 1024 ** index);
  if (per === undefined || power === 0) return { value, unit };
  return { value: Math.round((value / 1024 ** power) * 100) / 100, unit: `${byteUnits[power]}${per}` };
}

/** `12345.5` as `12,345.5`. */
export function grouped(value: number | string): string {
  const [whole = '', fraction] = String(value).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
}

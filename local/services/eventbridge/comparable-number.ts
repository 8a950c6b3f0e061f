/**
 * The number that a JSON spelling stands for, if a double holds it exactly as written (`1`, `1.0` and `1e0` are one number);
 * undefined for what a double would round, which then compares by its spelling only.
 */
export function comparableNumber(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isFinite(value) || canonical(text) !== canonical(String(value))) {
    return undefined;
  }
  return value;
}

/** Sign, digits without zeros at either end, and the power of ten. */
function canonical(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') {
    return '0';
  }
  const power = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}

/** A decimal number as sign, significant digits (no zeros at either end) and power of ten: value = ±digits × 10^exponent. */
export interface Decimal {
  readonly negative: boolean;
  /** `'0'` for zero, else without leading and trailing zeros. */
  readonly digits: string;
  readonly exponent: number;
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** DynamoDB's magnitudes end at 1E126 and 1E-130; beyond this a number is written with an exponent, never expanded. */
const LARGEST_PLAIN_EXPONENT = 200;
export const ZERO: Decimal = { negative: false, digits: '0', exponent: 0 };

/** Undefined if the text is no number. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole.length + fraction.length === 0) return undefined;
  return decimalOf(match[1] === '-', whole + fraction, Number(match[4] ?? '0') - fraction.length);
}

/** Normal form of digits that may have zeros at either end. */
export function decimalOf(negative: boolean, digits: string, exponent: number): Decimal {
  let start = 0;
  let end = digits.length;
  while (start < end && digits.charCodeAt(start) === 48) start += 1;
  while (end > start && digits.charCodeAt(end - 1) === 48) end -= 1;
  if (start === end) return ZERO;
  return { negative, digits: digits.slice(start, end), exponent: exponent + (digits.length - end) };
}

/** DynamoDB's own spelling: plain digits, no exponent, no zeros that say nothing. */
export function plainText({ negative, digits, exponent }: Decimal): string {
  const sign = negative ? '-' : '';
  if (exponent === 0 || digits === '0') return sign + digits;
  if (Math.abs(exponent) > LARGEST_PLAIN_EXPONENT) return `${sign}${digits}E${exponent}`;
  if (exponent > 0) return sign + digits + '0'.repeat(exponent);
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/**
 * A number as Java's `Double.toString` writes it, which is how CloudWatch's reasons and reason data spell theirs:
 * `70` is `70.0`, `12500000` is `1.25E7`, `0.0001` is `1.0E-4`.
 */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : `${value < 0 ? '-' : ''}Infinity`;
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
    const [digits = '0', exponent = '0'] = value.toExponential().split('e');
    return `${withPoint(digits)}E${Number(exponent)}`;
  }
  return Object.is(value, -0) ? '-0.0' : withPoint(String(value));
}

function withPoint(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`;
}

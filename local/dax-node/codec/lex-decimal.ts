import { CborError } from './cbor-error';
import { decimalOf, parseDecimal, plainText } from './decimal';

/**
 * The order-preserving form of a number in a range key: one byte (or five) of sign and exponent, then groups of ten bits, each three decimal
 * digits moved by 12, and a terminator that says how many digits of the last group count. With the number ±0.d1d2... × 10^E.
 */
const ZERO_BYTE = 0x80;
const NEAR = 62;
const DIGIT_SHIFT = 12;
const MAX_GROUPS = 64;
const MAX_MANTISSA_DIGITS = 38;

/** Reads from the whole of `bytes` and returns DynamoDB's spelling. */
export function readLexDecimal(bytes: Buffer): string {
  const first = bytes[0];
  if (first === undefined) throw new CborError('an empty number in a key');
  if (first === ZERO_BYTE || first === 0x7f) return '0';
  if (first === 0x00 || first === 0xff) throw new CborError('a null number in a key');
  const negative = first < 0x80;
  const far = first === 0x81 || first === 0xfe || first === 0x7e || first === 0x01;
  if (far && bytes.length < 5) throw new CborError('a number in a key ends too early');
  const exponent = far ? farExponent(bytes, negative) : nearExponent(first, negative);
  const digits = readDigits(bytes, far ? 5 : 1, negative);
  return plainText(decimalOf(negative, digits, exponent - digits.length));
}

function nearExponent(first: number, negative: boolean): number {
  return negative ? 0x3f - first : first - 0xc0;
}

function farExponent(bytes: Buffer, negative: boolean): number {
  const stored = bytes.readInt32BE(1);
  return negative ? stored ^ 0x7fffffff : stored ^ -0x80000000;
}

function readDigits(bytes: Buffer, start: number, negative: boolean): string {
  const bits = (bytes.length - start) * 8;
  let digits = '';
  for (let group = 0; (group + 1) * 10 <= bits; group += 1) {
    if (group > MAX_GROUPS) throw new CborError('a number in a key has too many digits');
    const stored = tenBits(bytes, start * 8 + group * 10);
    const value = negative ? 1023 - stored : stored;
    if (value <= 2) return digits.slice(0, digits.length - (2 - value));
    if (value < DIGIT_SHIFT || value > DIGIT_SHIFT + 999)
      throw new CborError(`${value} is no group of digits in a key`);
    digits += String(value - DIGIT_SHIFT).padStart(3, '0');
  }
  throw new CborError('a number in a key has no end');
}

function tenBits(bytes: Buffer, bit: number): number {
  const at = bit >> 3;
  const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return (three >> (14 - (bit & 7))) & 0x3ff;
}

/**
 * Writes DynamoDB's spelling. Zeros at the end of an integer of up to 38 digits are kept, or the JavaScript client would show 10 as `1E1`;
 * those of longer ones are dropped, or the Python client would raise `decimal.Rounded`.
 */
export function writeLexDecimal(text: string): Buffer {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new CborError(`'${text.slice(0, 50)}' is not a number`);
  if (decimal.digits === '0') return Buffer.of(ZERO_BYTE);
  const exponent = decimal.digits.length + decimal.exponent;
  const keepZeros = decimal.exponent > 0 && exponent <= MAX_MANTISSA_DIGITS;
  const digits = keepZeros ? decimal.digits + '0'.repeat(decimal.exponent) : decimal.digits;
  return Buffer.concat([lexHeader(exponent, decimal.negative), packGroups(groupsOf(digits, decimal.negative))]);
}

function lexHeader(exponent: number, negative: boolean): Buffer {
  if (exponent >= -NEAR && exponent < NEAR) return Buffer.of(negative ? 0x3f - exponent : 0xc0 + exponent);
  const header = Buffer.alloc(5);
  if (negative) header[0] = exponent < 0 ? 0x7e : 0x01;
  else header[0] = exponent < 0 ? 0x81 : 0xfe;
  header.writeInt32BE(negative ? exponent ^ 0x7fffffff : exponent ^ -0x80000000, 1);
  return header;
}

function groupsOf(digits: string, negative: boolean): readonly number[] {
  const padding = (3 - (digits.length % 3)) % 3;
  const padded = digits + '0'.repeat(padding);
  const groups: number[] = [];
  for (let at = 0; at < padded.length; at += 3) groups.push(Number(padded.slice(at, at + 3)) + DIGIT_SHIFT);
  groups.push(2 - padding);
  return negative ? groups.map((group) => 1023 - group) : groups;
}

function packGroups(groups: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil((groups.length * 10) / 8));
  groups.forEach((group, index) => {
    const bit = index * 10;
    const at = bit >> 3;
    const shifted = group << (14 - (bit & 7));
    bytes[at] = (bytes[at] as number) | (shifted >> 16);
    bytes[at + 1] = (bytes[at + 1] ?? 0) | ((shifted >> 8) & 0xff);
    if (at + 2 < bytes.length) bytes[at + 2] = (bytes[at + 2] ?? 0) | (shifted & 0xff);
  });
  return bytes;
}

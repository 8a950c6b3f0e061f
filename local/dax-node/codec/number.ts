import { CborError } from './cbor-error';
import type { CborReader } from './cbor-reader';
import { FLOAT16, FLOAT32, FLOAT64, Major, Tag } from './cbor-type';
import type { CborWriter } from './cbor-writer';
import { decimalOf, parseDecimal, plainText } from './decimal';

/** A mantissa longer than this makes the Python client raise `decimal.Rounded`. */
const MAX_MANTISSA_DIGITS = 38;
/** No number that DynamoDB takes needs more; turning a huge bignum into digits takes quadratic time. */
const MAX_BIGNUM_BYTES = 64;
const SMALL = 15;

/** Reads a number of any of the clients' forms and returns DynamoDB's spelling of it. */
export function readNumber(reader: CborReader): string {
  const major = reader.peekMajor();
  if (major === Major.Unsigned || major === Major.Negative) return readInteger(reader).toString();
  if (major === Major.Simple) return readFloat(reader);
  if (major !== Major.Tag) throw new CborError(`a number expected, found major type ${major}`);
  const tag = reader.tag();
  if (tag === Tag.PositiveBignum || tag === Tag.NegativeBignum) return canonical(readBignum(reader, tag).toString());
  if (tag !== Tag.Decimal) throw new CborError(`a number expected, found tag ${tag}`);
  if (reader.array() !== 2) throw new CborError('a decimal fraction must be an array of exponent and mantissa');
  const exponent = reader.integer();
  return scaled(readMantissa(reader), exponent);
}

/** Writes a number so that every client reads it back exactly: an integer where it is safe, else exponent and mantissa. */
export function writeNumber(writer: CborWriter, text: string): void {
  const plain = text.length <= SMALL ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(plain) && String(plain) === text) {
    writer.integer(plain);
    return;
  }
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new CborError(`'${text.slice(0, 50)}' is not a number`);
  const { negative, digits, exponent } = decimal;
  const wholeDigits = digits.length + exponent;
  const expand = exponent > 0 && wholeDigits <= MAX_MANTISSA_DIGITS;
  const magnitude = BigInt(expand ? digits + '0'.repeat(exponent) : digits);
  const mantissa = negative ? -magnitude : magnitude;
  if ((expand || exponent === 0) && isSafe(mantissa)) {
    writer.integer(Number(mantissa));
    return;
  }
  writer
    .tag(Tag.Decimal)
    .array(2)
    .integer(expand ? 0 : exponent);
  writeMantissa(writer, mantissa);
}

function readInteger(reader: CborReader): bigint | number {
  const first = reader.peek();
  if ((first & 0x1f) !== 27) return reader.integer();
  const at = reader.position;
  reader.skip();
  const magnitude = reader.buffer.readBigUInt64BE(at + 1);
  return first >> 5 === Major.Negative ? -1n - magnitude : magnitude;
}

function readBignum(reader: CborReader, tag: number): bigint {
  const bytes = reader.bytes();
  if (bytes.length > MAX_BIGNUM_BYTES)
    throw new CborError(`a number of ${bytes.length} bytes; at most 38 digits are allowed`);
  const magnitude = bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
  return tag === Tag.PositiveBignum ? magnitude : -1n - magnitude;
}

function readMantissa(reader: CborReader): string {
  if (reader.peekMajor() !== Major.Tag) return readInteger(reader).toString();
  const tag = reader.tag();
  if (tag !== Tag.PositiveBignum && tag !== Tag.NegativeBignum) {
    throw new CborError(`a mantissa must be an integer, found tag ${tag}`);
  }
  return readBignum(reader, tag).toString();
}

function readFloat(reader: CborReader): string {
  const value = readFloatValue(reader);
  if (!Number.isFinite(value)) throw new CborError(`${value} is not a number that DynamoDB takes`);
  return canonical(String(value));
}

/** Half, single and double precision. */
export function readFloatValue(reader: CborReader): number {
  const first = reader.peek();
  const at = reader.position + 1;
  if (first !== FLOAT16 && first !== FLOAT32 && first !== FLOAT64) {
    throw new CborError(`a number expected, found 0x${first.toString(16)}`);
  }
  reader.skip();
  if (first === FLOAT64) return reader.buffer.readDoubleBE(at);
  if (first === FLOAT32) return reader.buffer.readFloatBE(at);
  return halfFloat(reader.buffer.readUInt16BE(at));
}

function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function scaled(mantissa: string, exponent: number): string {
  const negative = mantissa.startsWith('-');
  return plainText(decimalOf(negative, negative ? mantissa.slice(1) : mantissa, exponent));
}

/** The canonical spelling of any spelling of a number. */
export function canonical(text: string): string {
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw new CborError(`'${text.slice(0, 50)}' is not a number`);
  return plainText(decimal);
}

function isSafe(value: bigint): boolean {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
}

function writeMantissa(writer: CborWriter, mantissa: bigint): void {
  if (isSafe(mantissa)) {
    writer.integer(Number(mantissa));
    return;
  }
  const magnitude = mantissa < 0n ? -1n - mantissa : mantissa;
  const hex = magnitude.toString(16);
  writer.tag(mantissa < 0n ? Tag.NegativeBignum : Tag.PositiveBignum);
  writer.bytes(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
}

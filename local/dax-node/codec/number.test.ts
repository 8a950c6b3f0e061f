import fc from 'fast-check';
import { arbitraryNumber } from './arbitrary';
import { CborReader } from './cbor-reader';
import { CborWriter } from './cbor-writer';
import { readLexDecimal, writeLexDecimal } from './lex-decimal';
import { canonical, readNumber, writeNumber } from './number';

function written(text: string): Buffer {
  const writer = new CborWriter(16);
  writeNumber(writer, text);
  return Buffer.from(writer.view());
}
const read = (hex: string): string => readNumber(new CborReader(Buffer.from(hex, 'hex')));

describe('numbers', () => {
  test.each([
    ['182a', '42'],
    ['3862', '-99'],
    ['fb3ff8000000000000', '1.5'],
    ['f93e00', '1.5'],
    ['fa3fc00000', '1.5'],
    ['c482211896', '1.5'],
    ['c4820ac24101', '10000000000'],
    ['c249010000000000000000', '18446744073709551616'],
    ['c349010000000000000000', '-18446744073709551617'],
    ['1bffffffffffffffff', '18446744073709551615'],
    ['3bffffffffffffffff', '-18446744073709551616'],
    ['c4823a0000008101', `0.${'0'.repeat(129)}1`],
    ['fb444b1ae4d6e2ef50', '1000000000000000000000'],
  ])('%s is read as %s', (hex, text) => {
    expect(read(hex)).toBe(text);
  });

  test.each([
    ['42', '182a'],
    ['-24', '37'],
    ['9007199254740991', '1b001fffffffffffff'],
    ['9007199254740992', 'c48200c24720000000000000'],
    ['1.5', 'c482200f'],
    ['-12.5', 'c48220387c'],
    ['0', '00'],
  ])('%s is written as %s', (text, hex) => {
    expect(written(text).toString('hex')).toBe(hex);
  });

  test('a power of ten that would need more than 38 digits keeps its exponent', () => {
    expect(written('1E37').toString('hex').startsWith('c48200c2')).toBe(true);
    expect(written('1E125').toString('hex')).toBe('c482187d01');
  });

  test.each(['f97e00', 'f97c00', 'c482f600', `c2584100${'ff'.repeat(64)}`, '61', 'f5', 'c48101'])(
    '%s is refused',
    (hex) => {
      expect(() => read(hex)).toThrow();
    },
  );

  test('any number comes back in plain spelling', () => {
    fc.assert(
      fc.property(arbitraryNumber, (text) => {
        expect(readNumber(new CborReader(written(text)))).toBe(canonical(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('numbers in range keys', () => {
  test.each([
    ['0', '80'],
    ['1', 'c11c0000'],
    ['9', 'c1e40000'],
    ['10', 'c21c0010'],
    ['100', 'c31c0020'],
    ['-1', '3ee3fff0'],
    ['-12.5', '3dddbfd0'],
    ['123.456', 'c321dd4008'],
    ['0.001', 'be1c0000'],
    ['99999999999999999999999999999999999999', 'e6fcff3fcff3fcff3fcff3fcff3fcff3fa8010'],
  ])('%s has the bytes that the clients send', (text, hex) => {
    expect(writeLexDecimal(text).toString('hex')).toBe(hex);
    expect(readLexDecimal(Buffer.from(hex, 'hex'))).toBe(text);
  });

  test.each([
    ['1E61', 'fe8000003e1c0000'],
    ['1E62', 'fe8000003f1c0000'],
    ['-1E62', '017fffffc0e3fff0'],
    ['1E-62', '831c0000'],
    ['1E-63', '821c0000'],
  ])('%s has the long form that the clients send', (text, hex) => {
    expect(readLexDecimal(Buffer.from(hex, 'hex'))).toBe(canonical(text));
    expect(writeLexDecimal(canonical(text)).toString('hex')).toBe(hex);
  });

  test('come back, and sort as numbers sort', () => {
    const compare = (left: string, right: string): number => Math.sign(Number(left) - Number(right));
    fc.assert(
      fc.property(arbitraryNumber, arbitraryNumber, (one, other) => {
        const [left, right] = [canonical(one), canonical(other)];
        expect(readLexDecimal(writeLexDecimal(left))).toBe(left);
        const order = compare(left, right);
        if (order !== 0) expect(Math.sign(Buffer.compare(writeLexDecimal(left), writeLexDecimal(right)))).toBe(order);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['', 'ff', '00', 'c1', 'fe80', 'c1ffffff', `c1${'1c'.repeat(500)}`])('%s is refused', (hex) => {
    expect(() => readLexDecimal(Buffer.from(hex, 'hex'))).toThrow();
  });
});

import fc from 'fast-check';
import { arbitraryValue } from './arbitrary';
import { writeAttributeValue } from './attribute-value';
import { CborError } from './cbor-error';
import { CborReader } from './cbor-reader';
import { CborScanner } from './cbor-scanner';
import { CborWriter } from './cbor-writer';

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

describe('the scanner', () => {
  test.each([
    '00',
    '1b0000000000000001',
    '43010203',
    '80',
    'a0',
    'bf ff',
    '9f 01 02 ff',
    'bf 01 bf 02 03 ff ff',
    '5f 41 01 42 0203 ff',
    'c4 82 01 02',
    'f6',
    'fb3ff8000000000000',
    '82 80 a1 01 80',
  ])('finds the end of %s however it is cut', (text) => {
    const bytes = Buffer.concat([hex(text), hex('f6')]);
    const scanner = new CborScanner();
    scanner.reset(0);
    let end = 0;
    while (!scanner.scan(bytes, end)) end += 1;
    expect(scanner.position).toBe(bytes.length - 1);
  });

  test('agrees with the reader on any value and any cut', () => {
    fc.assert(
      fc.property(arbitraryValue, fc.array(fc.nat(), { maxLength: 8 }), (value, cuts) => {
        const writer = new CborWriter(16);
        writeAttributeValue(writer, value);
        const bytes = writer.view();
        const scanner = new CborScanner();
        scanner.reset(0);
        for (const cut of cuts.map((at) => at % bytes.length).sort((left, right) => left - right)) {
          expect(scanner.scan(bytes, cut)).toBe(false);
        }
        expect(scanner.scan(bytes, bytes.length)).toBe(true);
        expect(scanner.position).toBe(bytes.length);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['ff', '1c', '1f', '3f', 'df', '82 ff', 'fc', '81'.repeat(65)])('refuses %s', (text) => {
    const scanner = new CborScanner();
    const bytes = hex(text);
    expect(() => scanner.scan(bytes, bytes.length)).toThrow(CborError);
  });

  test('waits for a string of any declared length without room for it', () => {
    const scanner = new CborScanner();
    expect(scanner.scan(hex('5b 0000 00ff ffff ffff'), 9)).toBe(false);
    expect(scanner.position).toBe(9 + 0xff_ffff_ffff);
  });
});

describe('the reader on random bytes', () => {
  test('returns or says what is wrong, and never reads past the end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const reader = new CborReader(Buffer.from(bytes));
        try {
          while (!reader.done) reader.skip();
        } catch (error) {
          expect(error).toBeInstanceOf(CborError);
        }
        expect(reader.position).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 3000 },
    );
  });
});

import { itemSize } from 'dynalite/db';
import fc from 'fast-check';
import { itemBytes, readUnits, writeUnits } from './item-size';

test.each([
  [{ id: { S: 'a' } }, 3],
  [{ é: { S: 'ü' } }, 4],
  [{ n: { N: '0' } }, 2],
  [{ n: { N: '-12345' } }, 6],
  [{ b: { B: 'AAEC' } }, 4],
  [{ t: { BOOL: true }, z: { NULL: true } }, 4],
  [{ s: { SS: ['ab', 'c'] } }, 4],
  [{ l: { L: [{ S: 'abc' }, { N: '7' }] } }, 1 + 3 + 1 + 3 + 1 + 2],
  [{ m: { M: { k: { S: 'v' } } } }, 1 + 3 + 1 + 1 + 1],
])('%j has %i bytes', (item, bytes) => {
  expect(itemBytes(item)).toBe(bytes);
});

test('agrees with the engine on plain text', () => {
  const plain = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.dictionary(plain, plain, { minKeys: 1, maxKeys: 20 }), (texts) => {
      const item = Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }]));
      expect(itemBytes(item)).toBe(itemSize(item));
    }),
  );
});

test.each([
  [0, 1, 1],
  [1_024, 1, 1],
  [1_025, 1, 2],
  [4_096, 1, 4],
  [4_097, 2, 5],
])('%i bytes are read for %i and written for %i', (bytes, read, write) => {
  expect([readUnits(bytes), writeUnits(bytes)]).toEqual([read, write]);
});

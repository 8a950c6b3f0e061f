import { CborReader } from './cbor-reader';
import { CborWriter } from './cbor-writer';

describe('the reader of byte strings', () => {
  test.each([
    ['the same text', 'Bench', 'Bench', true],
    ['another text of its length', 'Bench', 'Beach', false],
    ['a longer one', 'Bench', 'Benches', false],
    ['a shorter one', 'Bench', 'Ben', false],
    ['none', '', '', true],
    ['a text that needs a longer header', 'x'.repeat(24), 'x'.repeat(24), false],
  ])('takes the bytes if they are the given text: %s', (_name, there, wanted, taken) => {
    const bytes = new CborWriter(64).bytes(Buffer.from(there)).integer(7).view();
    const reader = new CborReader(bytes);
    expect(reader.takeBytes(wanted)).toBe(taken);
    if (!taken) expect(reader.latin1()).toBe(there);
    expect(reader.integer()).toBe(7);
  });

  test.each([
    ['text, not bytes', '6561626364 65'],
    ['a string that ends too early', '45 616263'],
    ['nothing at all', ''],
  ])('leaves %s where it is', (_name, text) => {
    const reader = new CborReader(Buffer.from(text.replaceAll(' ', ''), 'hex'));
    expect(reader.takeBytes('abcde')).toBe(false);
    expect(reader.position).toBe(0);
  });

  test('never looks behind its own end, whatever the buffer holds there', () => {
    const bytes = Buffer.from('456162636465', 'hex');
    expect(new CborReader(bytes, 0, 4).takeBytes('abcde')).toBe(false);
    expect(() => new CborReader(bytes, 0, 4).latin1()).toThrow('5 bytes declared');
  });

  test('passes bytes and tells where their content lies', () => {
    const reader = new CborReader(Buffer.from('4261624163', 'hex'));
    expect([reader.passBytes(), reader.position, reader.latin1()]).toEqual([1, 3, 'c']);
  });
});

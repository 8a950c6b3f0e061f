import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { arbitraryValue, normalised } from './arbitrary';
import { type AttributeValue, readAttributeValue, writeAttributeValue } from './attribute-value';
import { CborReader } from './cbor-reader';
import { CborWriter } from './cbor-writer';

const SAMPLES = 1_000;
const SEED = Number(process.env.DAX_NODE_SEED ?? 20_261_124);

function written(value: AttributeValue): Buffer {
  const writer = new CborWriter(16);
  writeAttributeValue(writer, value);
  return Buffer.from(writer.view());
}

/** Asks cborg in a process of its own, one line per value. */
function oracle(lines: readonly string[]): readonly string[] {
  const result = spawnSync(process.execPath, [join(__dirname, 'cborg-oracle.mjs')], {
    input: `${lines.join('\n')}\n`,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout.trimEnd().split('\n');
}

describe('attribute values', () => {
  test('come back as they were written, with numbers in plain spelling', () => {
    fc.assert(
      fc.property(arbitraryValue, (value) => {
        const reader = new CborReader(written(value));
        expect(readAttributeValue(reader)).toEqual(normalised(value));
        expect(reader.done).toBe(true);
      }),
      { numRuns: 500, seed: SEED },
    );
  });

  test('mean the same to an independent CBOR library', () => {
    const values = fc.sample(arbitraryValue, { numRuns: SAMPLES, seed: SEED });
    const answers = oracle(values.map((value) => `decode ${written(value).toString('hex')}`));
    expect(answers).toHaveLength(values.length);
    values.forEach((value, index) => {
      expect(normalised(JSON.parse(answers[index] as string))).toEqual(normalised(value));
    });
  });

  test('written by an independent CBOR library are read', () => {
    const plain = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e90, max: 1e90 }),
        fc.boolean(),
        fc.constant(null),
        fc.uint8Array().map((bytes) => ({ bytes: Buffer.from(bytes).toString('base64') })),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(
          fc.string().map((name) => `n${name}`),
          tie('value'),
          { maxKeys: 5, noNullPrototype: true },
        ),
      ),
    })).value;
    const values = fc.sample(plain, { numRuns: SAMPLES, seed: SEED });
    const answers = oracle(values.map((value) => `encode ${JSON.stringify(value)}`));
    values.forEach((value, index) => {
      const read = readAttributeValue(new CborReader(Buffer.from(answers[index] as string, 'hex')));
      expect(read).toEqual(normalised(asAttributeValue(JSON.parse(JSON.stringify(value)))));
    });
  });

  test('a map may hold an attribute of any name', () => {
    const value = JSON.parse('{"M":{"__proto__":{"S":"x"},"constructor":{"N":"1"}}}') as AttributeValue;
    const read = readAttributeValue(new CborReader(written(value)));
    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
  });
});

function asAttributeValue(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (Array.isArray(value)) return { L: value.map(asAttributeValue) };
  const { bytes } = value as { bytes?: unknown };
  if (typeof bytes === 'string') return { B: bytes };
  const entries = Object.entries(value as object).map(([name, content]) => [name, asAttributeValue(content)]);
  return { M: Object.fromEntries(entries) };
}

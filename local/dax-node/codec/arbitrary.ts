import fc from 'fast-check';
import { type AttributeValue, define } from './attribute-value';
import { canonical } from './number';

/** Values that DynamoDB could hold, for property tests. */
export const arbitraryNumber: fc.Arbitrary<string> = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
  fc
    .tuple(fc.bigInt({ min: 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }), fc.boolean())
    .map(([digits, exponent, negative]) => `${negative ? '-' : ''}${digits}E${exponent}`),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e100, max: 1e100 }).map((value) => String(value)),
);

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const binary = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const some = { minLength: 1, maxLength: 4 };

export const arbitraryValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text.map((S) => ({ S })),
    arbitraryNumber.map((N) => ({ N })),
    binary.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true } as const),
    fc.array(text, some).map((SS) => ({ SS })),
    fc.array(arbitraryNumber, some).map((NS) => ({ NS })),
    fc.array(binary, some).map((BS) => ({ BS })),
    fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }).map((M) => ({ M })),
  ),
})).value;

/** Same value as DynamoDB would give it back: numbers in its own spelling. */
export function normalised(value: AttributeValue): AttributeValue {
  if ('N' in value) return { N: canonical(value.N) };
  if ('NS' in value) return { NS: value.NS.map(canonical) };
  if ('L' in value) return { L: value.L.map(normalised) };
  if ('M' in value) {
    const map: Record<string, AttributeValue> = {};
    for (const name of Object.keys(value.M)) define(map, name, normalised(value.M[name] as AttributeValue));
    return { M: map };
  }
  return value;
}

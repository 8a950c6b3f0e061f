// An independent CBOR library in a process of its own (it is an ES module, which Jest does not load). One line in, one line out:
// `decode HEX` answers the value in DynamoDB's JSON form with decimals as digits and exponent, `encode JSON` the bytes as hex.
import { createInterface } from 'node:readline';
import { decode, encode } from 'cborg';

class Tagged {
  constructor(tag, content) {
    this.tag = tag;
    this.content = content;
  }
}
const keep = (tag) => (content) => new Tagged(tag, content());
const bignum = (negative) => (content) => {
  const magnitude = BigInt(`0x${Buffer.from(content()).toString('hex') || '0'}`);
  return negative ? -1n - magnitude : magnitude;
};
const tags = { 2: bignum(false), 3: bignum(true), 4: keep(4), 3321: keep(3321), 3322: keep(3322), 3323: keep(3323) };

function attributeValue(value) {
  if (value === null) return { NULL: true };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: `${value}E0` };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(attributeValue) };
  if (value instanceof Tagged) return tagged(value);
  return { M: Object.fromEntries([...value].map(([name, content]) => [name, attributeValue(content)])) };
}

function tagged({ tag, content }) {
  if (tag === 3321) return { SS: content };
  if (tag === 3322) return { NS: content.map((element) => attributeValue(element).N) };
  if (tag === 3323) return { BS: content.map((element) => Buffer.from(element).toString('base64')) };
  return { N: `${content[1]}E${content[0]}` };
}

/** Binary comes as {"bytes": "base64"}. */
function revive(_name, value) {
  return value !== null && typeof value === 'object' && typeof value.bytes === 'string'
    ? Buffer.from(value.bytes, 'base64')
    : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, rest] = [line.slice(0, 6), line.slice(7)];
  if (command === 'decode') {
    const value = decode(Buffer.from(rest, 'hex'), { tags, useMaps: true, allowBigInt: true });
    process.stdout.write(`${JSON.stringify(attributeValue(value))}\n`);
  } else {
    process.stdout.write(`${Buffer.from(encode(JSON.parse(rest, revive))).toString('hex')}\n`);
  }
}

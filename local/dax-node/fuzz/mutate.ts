import type { Random } from './random';

/** Headers that announce more than there is, or what makes no sense. */
const NASTY = [
  '5b00000000ffffffff',
  '9b7fffffffffffffff',
  'bb0fffffffffffffff',
  '5affffffff',
  'bf',
  '9f',
  '5f',
  'ff',
  'c4',
  'd90cfc',
  'fb7ff8000000000000',
  'f97c00',
  '1bffffffffffffffff',
  'c258401f',
  '81818181818181818181818181818181',
].map((text) => Buffer.from(text, 'hex'));

type Mutation = (frame: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  (frame, random) => flipped(frame, random.below(frame.length), 1 << random.below(8)),
  (frame, random) => flipped(frame, random.below(frame.length), random.below(256)),
  (frame, random) => frame.subarray(0, random.below(frame.length)),
  (frame, random) => spliced(frame, random.below(frame.length), 1 + random.below(8), Buffer.alloc(0)),
  (frame, random) => spliced(frame, random.below(frame.length), 0, random.bytes(1 + random.below(16))),
  (frame, random) => spliced(frame, random.below(frame.length), random.below(4), random.pick(NASTY)),
  (frame, random, others) => {
    const other = random.pick(others);
    return Buffer.concat([frame.subarray(0, random.below(frame.length)), other.subarray(random.below(other.length))]);
  },
  (frame, random) => {
    const at = random.below(frame.length);
    const part = frame.subarray(at, at + 1 + random.below(12));
    return spliced(frame, at, 0, Buffer.concat(Array.from({ length: 1 + random.below(50) }, () => part)));
  },
];

function flipped(frame: Buffer, at: number, mask: number): Buffer {
  const copy = Buffer.from(frame);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

function spliced(frame: Buffer, at: number, remove: number, insert: Buffer): Buffer {
  return Buffer.concat([frame.subarray(0, at), insert, frame.subarray(at + remove)]);
}

/** Service and method of a request take this many bytes. */
const HEAD_BYTES = 6;

/** One mutation, sometimes up to four on top of each other, mostly behind an intact head; or bytes without any order. */
export function mutated(frames: readonly Buffer[], random: Random): Buffer {
  if (random.chance(0.05)) return random.bytes(1 + random.below(300));
  const original = random.pick(frames);
  const kept = random.chance(0.8) && original.length > HEAD_BYTES ? HEAD_BYTES : 0;
  let rest = original.subarray(kept);
  for (let count = random.chance(0.6) ? 1 : 1 + random.below(4); count > 0 && rest.length > 0; count -= 1) {
    rest = random.pick(MUTATIONS)(rest, random, frames);
  }
  return Buffer.concat([original.subarray(0, kept), rest]);
}

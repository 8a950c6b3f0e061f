const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The next double of `java.util.Random(seed)`, which Step Functions uses for seeded random numbers. */
export function seededRandom(seed: number): number {
  return new JavaRandom(seed).nextDouble();
}

/** The linear congruential generator that the Java platform documents for `java.util.Random`. */
export class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  }

  nextDouble(): number {
    const high = this.#next(26n);
    const low = this.#next(27n);
    return Number((high << 27n) + low) / 2 ** 53;
  }

  #next(bits: bigint): bigint {
    this.#state = (this.#state * MULTIPLIER + 0xbn) & MASK;
    return this.#state >> (48n - bits);
  }
}

/** The number itself, or a `RangeError` that names it, its value and the rule. */
export function checkedNumber(name: string, value: number, atLeast = Number.NEGATIVE_INFINITY): number {
  if (!Number.isFinite(value) || value < atLeast) {
    const rule = atLeast === Number.NEGATIVE_INFINITY ? '' : ` of at least ${atLeast}`;
    throw new RangeError(`${name} must be a finite number${rule}, got ${value}`);
  }
  return value;
}

const MAX_SPEED = 100_000;

export function checkedSpeed(speed: number): number {
  if (!Number.isFinite(speed) || speed <= 0 || speed > MAX_SPEED) {
    throw new RangeError(
      `speed must be above 0 and at most ${MAX_SPEED} virtual seconds per wall second, got ${speed}`,
    );
  }
  return speed;
}

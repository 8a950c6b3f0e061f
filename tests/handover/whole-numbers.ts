/** A list of whole numbers that grows, four bytes each. */
export class WholeNumbers {
  private values = new Int32Array(1 << 12);
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      const larger = new Int32Array(2 * this.values.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count] = value;
    this.count += 1;
  }

  at(place: number): number {
    return this.values[place] as number;
  }
}

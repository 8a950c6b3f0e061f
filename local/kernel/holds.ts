/** Counts work that is under way, and tells when none is. */
export class Holds {
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  /** The returned function releases the hold; calling it again does nothing. */
  take(): () => void {
    let isReleased = false;
    this.#count += 1;
    return () => {
      if (isReleased) {
        return;
      }
      isReleased = true;
      this.#count -= 1;
      if (this.#count === 0) {
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const wake of waiting) {
          wake();
        }
      }
    };
  }

  /** Resolves the next time that nothing is held. */
  none(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

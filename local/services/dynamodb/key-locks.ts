/** Serialises writes to the same item, and transactions as a whole. Keys are taken together in one turn, so nothing can deadlock. */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #committing = new Map<string, Promise<void>>();

  async run<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result> {
    let release = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      release = resolve;
    });
    const before: Promise<void>[] = [];
    const mine = new Map<string, Promise<void>>();
    for (const key of new Set(keys)) {
      const tail = this.#tails.get(key);
      if (tail) before.push(tail);
      const next = tail ? tail.then(() => done) : done;
      this.#tails.set(key, next);
      mine.set(key, next);
    }
    try {
      if (before.length > 0) await Promise.all(before);
      return await task();
    } finally {
      release();
      for (const [key, tail] of mine) if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }

  /** Like `run`, and single-item reads of these keys wait for the end: they see all of a transaction or nothing of it. */
  commit<Result>(keys: readonly string[], task: () => Promise<Result>): Promise<Result> {
    return this.run(keys, async () => {
      let release = (): void => undefined;
      const done = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const key of keys) this.#committing.set(key, done);
      try {
        return await task();
      } finally {
        for (const key of keys) this.#committing.delete(key);
        release();
      }
    });
  }

  /** Resolves once no transaction is writing any of these keys. */
  async settled(keys: readonly string[]): Promise<void> {
    for (const key of keys)
      for (let busy = this.#committing.get(key); busy; busy = this.#committing.get(key)) await busy;
  }

  get size(): number {
    return this.#tails.size;
  }
}

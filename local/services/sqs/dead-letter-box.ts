/** What EventBridge could not deliver, as its queue holds it. */
export interface DeadLetter {
  readonly messageId: string;
  readonly queue: string;
  /** ISO 8601, virtual time. */
  readonly at: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The messages of all queues; people and tests read them here. */
export class DeadLetterBox {
  #letters: readonly DeadLetter[] = [];

  add(letter: DeadLetter): void {
    this.#letters = [...this.#letters, letter];
  }

  /** Oldest first. */
  list(queue?: string): readonly DeadLetter[] {
    return this.#letters.filter((letter) => queue === undefined || letter.queue === queue);
  }

  forgetBefore(queue: string, atMs: number): void {
    this.#letters = this.#letters.filter((letter) => letter.queue !== queue || Date.parse(letter.at) >= atMs);
  }

  clear(): void {
    this.#letters = [];
  }
}

import { bytesOf, type Json } from '../json';

/** Workflow variables of one scope. A branch reads the scopes around it and writes its own. */
export class Variables {
  readonly #own = new Map<string, Json>();

  constructor(private readonly outer?: Variables) {}

  get(name: string): Json | undefined {
    return this.#own.get(name) ?? this.outer?.get(name);
  }

  /** Bytes of all variables of this scope and those around it. */
  bytes(): number {
    const own = [...this.#own.values()].reduce<number>((sum, value) => sum + bytesOf(value), 0);
    return own + (this.outer?.bytes() ?? 0);
  }

  assign(values: Readonly<Record<string, Json>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.#own.set(name, value);
    }
  }

  all(): Readonly<Record<string, Json>> {
    return { ...this.outer?.all(), ...Object.fromEntries(this.#own) };
  }
}

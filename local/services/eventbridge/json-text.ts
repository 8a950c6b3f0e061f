/** JSON with its numbers as they were written: event patterns tell `1.0` from `1` where a double cannot hold the number. */
export type JsonNode =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: 'true' | 'false' | 'null' }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] };

export class JsonTextError extends Error {}

const MAX_DEPTH = 1_000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

export function readJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

class Reader {
  #at = 0;

  constructor(private readonly text: string) {}

  value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) {
      throw new JsonTextError(`nested more than ${MAX_DEPTH} levels deep`);
    }
    this.#take(SPACE);
    switch (this.text[this.#at]) {
      case '{':
        return { kind: 'object', entries: this.#list('}', () => this.#entry(depth)) };
      case '[':
        return { kind: 'array', items: this.#list(']', () => this.value(depth + 1)) };
      case '"':
        return { kind: 'string', text: this.#string() };
      default:
        return this.#scalar();
    }
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at < this.text.length) {
      throw this.#unexpected('the end');
    }
  }

  #entry(depth: number): readonly [string, JsonNode] {
    this.#take(SPACE);
    const name = this.#string();
    this.#take(SPACE);
    if (this.text[this.#at] !== ':') {
      throw this.#unexpected("':'");
    }
    this.#at += 1;
    return [name, this.value(depth + 1)];
  }

  #list<T>(close: string, item: () => T): readonly T[] {
    this.#at += 1;
    this.#take(SPACE);
    if (this.text[this.#at] === close) {
      this.#at += 1;
      return [];
    }
    const items: T[] = [];
    while (true) {
      items.push(item());
      this.#take(SPACE);
      const mark = this.text[this.#at];
      if (mark !== ',' && mark !== close) {
        throw this.#unexpected(`',' or '${close}'`);
      }
      this.#at += 1;
      if (mark === close) {
        return items;
      }
    }
  }

  #string(): string {
    if (this.text[this.#at] !== '"') {
      throw this.#unexpected('a string');
    }
    const start = this.#at;
    for (this.#at += 1; this.text[this.#at] !== '"'; this.#at += this.text[this.#at] === '\\' ? 2 : 1) {
      if (this.#at >= this.text.length) {
        throw this.#unexpected("'\"'");
      }
    }
    this.#at += 1;
    try {
      return JSON.parse(this.text.slice(start, this.#at)) as string;
    } catch {
      throw new JsonTextError(`Invalid escape or control character in the string at offset ${start}`);
    }
  }

  #scalar(): JsonNode {
    const literal = this.#take(LITERAL);
    if (literal !== '') {
      return { kind: 'literal', text: literal as 'true' | 'false' | 'null' };
    }
    const number = this.#take(NUMBER);
    if (number === '') {
      throw this.#unexpected('a value');
    }
    return { kind: 'number', text: number };
  }

  /** Takes what the pattern matches here, which may be nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #unexpected(wanted: string): JsonTextError {
    const found = this.text[this.#at];
    return new JsonTextError(
      found === undefined
        ? `Unexpected end of the text, expected ${wanted}`
        : `Unexpected character '${found}' at offset ${this.#at}, expected ${wanted}`,
    );
  }
}

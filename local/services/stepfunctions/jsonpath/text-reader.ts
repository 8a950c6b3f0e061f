/** Walks over a text from left to right. */
export class TextReader {
  at = 0;

  constructor(readonly text: string) {}

  get rest(): string {
    return this.text.slice(this.at);
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  peek(expected: string): boolean {
    return this.text.startsWith(expected, this.at);
  }

  take(expected: string): boolean {
    if (!this.peek(expected)) {
      return false;
    }
    this.at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) {
      throw this.error(`"${expected}" should follow`);
    }
  }

  /** Takes what `pattern`, anchored at its start, matches here. */
  match(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.rest)?.[0];
    if (found !== undefined) {
      this.at += found.length;
    }
    return found;
  }

  skipSpace(): void {
    this.match(/^\s+/);
  }

  /** A string in single or double quotes; a backslash keeps the next character as it is. */
  quoted(): string {
    const quote = this.text[this.at];
    let value = '';
    for (let at = this.at + 1; at < this.text.length; at += 1) {
      const character = this.text[at];
      if (character === quote) {
        this.at = at + 1;
        return value;
      }
      if (character === '\\') {
        at += 1;
      }
      value += this.text[at] ?? '';
    }
    throw this.error('the quote is not closed');
  }

  since(start: number): string {
    return this.text.slice(start, this.at);
  }

  error(rule: string): SyntaxError {
    return new SyntaxError(`${rule} after "${this.text.slice(0, this.at)}"`);
  }
}

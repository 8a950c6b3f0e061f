import type { AlarmState } from './alarm-evaluation';

/** The expression of a composite alarm. */
export type CompositeRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: CompositeRule }
  | { readonly kind: 'and' | 'or'; readonly left: CompositeRule; readonly right: CompositeRule };

export class CompositeRuleError extends Error {}

const MAX_LENGTH = 10_240;
const MAX_ELEMENTS = 500;
const MAX_CHILDREN = 100;

/**
 * Reads `ALARM(a) AND NOT (OK("b") OR TRUE)`. NOT binds tightest, then AND, then OR. An alarm is named by its name, in quotes
 * or not, or by its ARN.
 */
export function parseCompositeRule(text: string): CompositeRule {
  if (text.length > MAX_LENGTH) {
    throw new CompositeRuleError(`it has ${text.length} characters, at most ${MAX_LENGTH} are allowed`);
  }
  const reader = new RuleReader(text);
  const rule = reader.or();
  reader.end();
  if (childrenOf(rule).length > MAX_CHILDREN) {
    throw new CompositeRuleError(`it has more than ${MAX_CHILDREN} child alarms`);
  }
  return rule;
}

/** Names of the alarms that the rule looks at, each once. An ARN counts as the name in it. */
export function childrenOf(rule: CompositeRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return childrenOf(rule.of);
    case 'and':
    case 'or':
      return [...new Set([...childrenOf(rule.left), ...childrenOf(rule.right)])];
  }
}

export function evaluateRule(rule: CompositeRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !evaluateRule(rule.of, stateOf);
    case 'and':
      return evaluateRule(rule.left, stateOf) && evaluateRule(rule.right, stateOf);
    case 'or':
      return evaluateRule(rule.left, stateOf) || evaluateRule(rule.right, stateOf);
  }
}

const SPACE = /\s*/y;
const WORD = /(?:AND|OR|NOT|TRUE|FALSE)\b/iy;
const FUNCTION = /(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|([^()"]*?))\s*\)/y;

class RuleReader {
  #at = 0;
  #elements = 0;

  constructor(private readonly text: string) {}

  or(): CompositeRule {
    let left = this.#and();
    while (this.#word('OR')) {
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at < this.text.length) {
      throw this.#unexpected();
    }
  }

  #and(): CompositeRule {
    let left = this.#not();
    while (this.#word('AND')) {
      left = { kind: 'and', left, right: this.#not() };
    }
    return left;
  }

  #not(): CompositeRule {
    return this.#word('NOT') ? { kind: 'not', of: this.#not() } : this.#term();
  }

  #term(): CompositeRule {
    this.#elements += 1;
    if (this.#elements > MAX_ELEMENTS) {
      throw new CompositeRuleError(`it has more than ${MAX_ELEMENTS} elements`);
    }
    this.#take(SPACE);
    if (this.text[this.#at] === '(') {
      this.#at += 1;
      const inside = this.or();
      this.#take(SPACE);
      if (this.text[this.#at] !== ')') {
        throw this.#unexpected();
      }
      this.#at += 1;
      return inside;
    }
    if (this.#word('TRUE')) {
      return { kind: 'constant', value: true };
    }
    if (this.#word('FALSE')) {
      return { kind: 'constant', value: false };
    }
    return this.#stateFunction();
  }

  #stateFunction(): CompositeRule {
    const match = this.#take(FUNCTION);
    const [, state, quoted, plain = ''] = match ?? [];
    const given = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (match === null || given === '') {
      throw this.#unexpected();
    }
    return { kind: 'state', state: state as AlarmState, alarm: alarmNameOf(given) };
  }

  #word(word: string): boolean {
    this.#take(SPACE);
    const start = this.#at;
    if (this.#take(WORD)?.[0].toUpperCase() === word) {
      return true;
    }
    this.#at = start;
    return false;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #unexpected(): CompositeRuleError {
    const rest = this.text.slice(this.#at, this.#at + 20);
    return new CompositeRuleError(
      rest === '' ? 'it ends too early' : `unexpected "${rest}" at character ${this.#at + 1}`,
    );
  }
}

/** The name in an alarm's ARN, or the text itself. */
export function alarmNameOf(nameOrArn: string): string {
  return /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;
}

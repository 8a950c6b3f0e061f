import type { AlarmState } from './survey';

/** The rule of a composite alarm (CloudWatch user guide, "Create a composite alarm", 2026-11). */
export type CompositeRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState['state']; readonly alarm: string }
  | { readonly kind: 'not'; readonly of: CompositeRule }
  | { readonly kind: 'and' | 'or'; readonly left: CompositeRule; readonly right: CompositeRule };

type Token = string | { readonly state: AlarmState['state']; readonly alarm: string };

const tokens =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"((?:[^"\\]|\\.)*)"|([^()"]+?))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/giy;

/** NOT binds tightest, then AND, then OR. Null: not to be read, which CloudWatch itself would have refused. */
export function readRule(text: string): CompositeRule | null {
  const left = tokensOf(text);
  if (left === null) return null;
  const rule = readOr(left);
  return left.length === 0 ? rule : null;
}

/** Names of the alarms in a rule, each once. */
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

/** Which values a rule can take. */
export interface Values {
  readonly true: boolean;
  readonly false: boolean;
}

/**
 * The values that a rule can take while each alarm can be in `statesOf` of it; none: there is no such alarm, and no state of it is true.
 * Terms are taken one by one, so that `false` here is certain and `true` may be too much: `ALARM(a) AND OK(a)` counts as possible.
 */
export function valuesOf(rule: CompositeRule, statesOf: (alarm: string) => ReadonlySet<AlarmState['state']>): Values {
  switch (rule.kind) {
    case 'constant':
      return { true: rule.value, false: !rule.value };
    case 'state': {
      const states = statesOf(rule.alarm);
      const can = states.has(rule.state);
      return { true: can, false: !can || states.size > 1 };
    }
    case 'not': {
      const of = valuesOf(rule.of, statesOf);
      return { true: of.false, false: of.true };
    }
    case 'and':
    case 'or': {
      const [left, right] = [valuesOf(rule.left, statesOf), valuesOf(rule.right, statesOf)];
      return rule.kind === 'and'
        ? { true: left.true && right.true, false: left.false || right.false }
        : { true: left.true || right.true, false: left.false && right.false };
    }
  }
}

function tokensOf(text: string): Token[] | null {
  const found: Token[] = [];
  const whole = text.trimEnd();
  tokens.lastIndex = 0;
  while (tokens.lastIndex < whole.length) {
    const match = tokens.exec(whole);
    if (match === null) return null;
    const [, state, quoted, plain, word, bracket] = match;
    const alarm = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    if (state !== undefined && alarm !== undefined) {
      found.push({ state: state.toUpperCase() as AlarmState['state'], alarm: nameIn(alarm) });
    } else {
      found.push(bracket ?? (word ?? '').toUpperCase());
    }
  }
  return found;
}

/** Takes what it reads off the front of `left`. */
function readOr(left: Token[]): CompositeRule | null {
  let rule = readAnd(left);
  while (rule !== null && left[0] === 'OR') {
    left.shift();
    const right = readAnd(left);
    rule = right && { kind: 'or', left: rule, right };
  }
  return rule;
}

function readAnd(left: Token[]): CompositeRule | null {
  let rule = readTerm(left);
  while (rule !== null && left[0] === 'AND') {
    left.shift();
    const right = readTerm(left);
    rule = right && { kind: 'and', left: rule, right };
  }
  return rule;
}

function readTerm(left: Token[]): CompositeRule | null {
  const token = left.shift();
  if (token === undefined) return null;
  if (typeof token === 'object') return { kind: 'state', ...token };
  if (token === 'TRUE' || token === 'FALSE') return { kind: 'constant', value: token === 'TRUE' };
  if (token === 'NOT') {
    const of = readTerm(left);
    return of && { kind: 'not', of };
  }
  if (token !== '(') return null;
  const inside = readOr(left);
  return left.shift() === ')' ? inside : null;
}

const nameIn = (nameOrArn: string): string =>
  /^arn:aws[a-z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:(.+)$/.exec(nameOrArn)?.[1] ?? nameOrArn;

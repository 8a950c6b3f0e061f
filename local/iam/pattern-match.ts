/** Whether `text` fits an IAM pattern: `*` is any run of characters, `?` any one. */
export function fitsPattern(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  return expressionOf(pattern, ignoreCase ? 'is' : 's').test(text);
}

/** Policies are few and are asked for every call. */
const made = new Map<string, RegExp>();
const MOST_MADE = 2_000;

function expressionOf(pattern: string, flags: 'is' | 's'): RegExp {
  const key = `${flags} ${pattern}`;
  const known = made.get(key);
  if (known !== undefined) {
    return known;
  }
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, flags);
  if (made.size >= MOST_MADE) {
    made.clear();
  }
  made.set(key, expression);
  return expression;
}

/** Policy variables such as `${aws:PrincipalArn}`, with `${*}` and `${?}` for the characters themselves. */
export function withVariables(pattern: string, context: ReadonlyMap<string, string>): string | undefined {
  let isKnown = true;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') {
      return name;
    }
    const value = context.get(name.toLowerCase());
    isKnown &&= value !== undefined;
    return value ?? '';
  });
  return isKnown ? text : undefined;
}

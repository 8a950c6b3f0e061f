/** Whether `text` fits an IAM pattern: `*` is any run of characters, `?` any one. */
export function fitsPattern(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
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

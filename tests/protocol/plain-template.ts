type Variables = Readonly<Record<string, unknown>>;
type Compiled = (variables: Variables, states: object) => unknown;

const compiled = new WeakMap<object, Compiled>();
const compiledText = new Map<string, Compiled>();

/**
 * Most templates are texts, paths through objects, and comparisons of such a path with a text: these need no JSONata. Undefined:
 * there is more in it, or a path leads nowhere or through an array, and JSONata has to say what comes out.
 */
export function plainValue(template: unknown, variables: Variables, states: object): unknown {
  return compile(template)(variables, states);
}

function compile(template: unknown): Compiled {
  if (typeof template === 'string') return remembered(compiledText, template, compileText);
  if (typeof template !== 'object' || template === null) return () => template;
  return remembered(compiled, template, Array.isArray(template) ? compileList : compileObject);
}

interface Memory<Key> {
  get(key: Key): Compiled | undefined;
  set(key: Key, value: Compiled): unknown;
}

function remembered<Key>(memory: Memory<Key>, key: Key, make: (key: Key) => Compiled): Compiled {
  const known = memory.get(key) ?? make(key);
  memory.set(key, known);
  return known;
}

function compileList(template: object): Compiled {
  const parts = (template as readonly unknown[]).map(compile);
  return (variables, states) => {
    const values = parts.map((part) => part(variables, states));
    return values.includes(undefined) ? undefined : values;
  };
}

function compileObject(template: object): Compiled {
  const parts = Object.entries(template).map(([name, part]) => [name, compile(part)] as const);
  return (variables, states) => {
    const result: Record<string, unknown> = {};
    for (const [name, part] of parts) {
      const value = part(variables, states);
      if (value === undefined) return undefined;
      result[name] = value;
    }
    return result;
  };
}

const expression = /^\{%\s*\$([a-zA-Z]\w*(?:\.[a-zA-Z]\w*)*)\s*(?:=\s*'([^'\\]*)'\s*)?%\}$/;

function compileText(text: string): Compiled {
  if (!/^\{%.*%\}$/s.test(text)) return () => text;
  const [, path, wanted] = expression.exec(text) ?? [];
  if (path === undefined) return () => undefined;
  const [first = '', ...rest] = path.split('.');
  const atPath: Compiled = (variables, states) => {
    let value: unknown = first === 'states' ? states : variables[first];
    for (const name of rest) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
    return value;
  };
  if (wanted === undefined) return atPath;
  return (variables, states) => {
    const value = atPath(variables, states);
    return value === undefined ? undefined : value === wanted;
  };
}

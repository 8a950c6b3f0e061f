/** A step's input with the name of a real table in the place of `TABLE`. */
export function withTable(value: unknown, table: string): unknown {
  if (value === 'TABLE') return table;
  if (Array.isArray(value)) return value.map((element) => withTable(element, table));
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, content]) => [name === 'TABLE' ? table : name, withTable(content, table)]),
  );
}

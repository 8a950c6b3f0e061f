/** What a map knows by that name, else what is computed now and known from then on. */
export function once<Value>(known: Map<string, Value>, name: string, compute: () => Value): Value {
  const before = known.get(name);
  if (before !== undefined) return before;
  const computed = compute();
  known.set(name, computed);
  return computed;
}

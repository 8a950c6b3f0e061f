/**
 * The target's own policy over the defaults: maps are merged key by key, everything else (lists too) is replaced.
 * Neither argument is changed.
 */
export function mergeDefaults(defaults: unknown, own: unknown): unknown {
  if (own === undefined) return defaults;
  if (!isMap(defaults) || !isMap(own)) return own;
  const merged: Record<string, unknown> = { ...defaults };
  for (const [key, value] of Object.entries(own)) {
    merged[key] = mergeDefaults(Object.hasOwn(defaults, key) ? defaults[key] : undefined, value);
  }
  return merged;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

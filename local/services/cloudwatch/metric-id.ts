/** One metric: namespace, name and its exact set of dimensions. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  /** Sorted by name, so that the order in a request does not matter. */
  readonly dimensions: readonly Dimension[];
}

interface Dimension {
  readonly name: string;
  readonly value: string;
}

export interface DimensionInput {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}

export function metricId(namespace: string, name: string, dimensions: readonly DimensionInput[] = []): MetricId {
  const sorted = dimensions
    .map((dimension) => ({ name: dimension.Name ?? '', value: dimension.Value ?? '' }))
    .sort((a, b) => compareText(a.name, b.name));
  return { namespace, name, dimensions: sorted };
}

/** Text that is equal for equal metrics and sorts as ListMetrics lists. */
export function metricKey(id: MetricId): string {
  return JSON.stringify([id.namespace, id.name, ...id.dimensions.flatMap(({ name, value }) => [name, value])]);
}

export function dimensionsOut(id: MetricId): { readonly Name: string; readonly Value: string }[] {
  return id.dimensions.map(({ name, value }) => ({ Name: name, Value: value }));
}

/** Order by code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

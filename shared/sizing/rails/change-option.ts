import type { Action, ThroughputPlan, Veto } from '../decision';

/** What an action comes to, as vetoes name it: the ledger writes them with this, and `decide` looks them up with it. */
export function vetoedOption(action: Action): Pick<Veto, 'kind' | 'resource' | 'to'> {
  const { kind } = action;
  switch (kind) {
    case 'set-node-count':
      return { kind, resource: action.cluster, to: String(action.to) };
    case 'replace-node-type':
      return { kind, resource: action.cluster, to: action.to };
    case 'set-billing-mode':
      return { kind, resource: action.table, to: action.to };
    case 'set-throughput':
      return { kind, resource: action.table, to: unitsName(action.to) };
    case 'set-cache-ttl':
      return { kind, resource: action.cluster, to: `${action.to.itemMs}/${action.to.queryMs}` };
    case 'remove-cluster':
      return { kind, resource: action.cluster, to: 'none' };
  }
}

/** The vetoes of the very option that an action comes to. */
export function vetoesOf(vetoes: readonly Veto[], action: Action): readonly Veto[] {
  const { kind, resource, to } = vetoedOption(action);
  return vetoes.filter((veto) => veto.kind === kind && veto.resource === resource && veto.to === to);
}

/** `120/50 by-price:30/10`: read and write units of the table and of each index, in the order of their names. */
export function unitsName({ read, write, indexes }: ThroughputPlan): string {
  const own = indexes
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((index) => ` ${index.name}:${index.read}/${index.write}`);
  return `${read}/${write}${own.join('')}`;
}

/** Whether an action adds capacity, takes some away, or does both or neither. */
export type CapacityEffect = 'more' | 'less' | 'other';

export function effectOf(action: Action, unitsNow: ThroughputPlan | undefined): CapacityEffect {
  switch (action.kind) {
    case 'set-node-count':
      return action.to > action.from ? 'more' : 'less';
    case 'set-billing-mode':
      if (action.to === 'on-demand') return 'more';
      return action.from === 'provisioned' && action.throughput !== undefined && unitsNow !== undefined
        ? effectOfUnits(unitsNow, action.throughput)
        : 'less';
    case 'set-throughput':
      return effectOfUnits(action.from, action.to);
    case 'remove-cluster':
      return 'less';
    case 'replace-node-type':
    case 'set-cache-ttl':
      return 'other';
  }
}

/** Any unit less counts as less: what is throttled first decides. */
function effectOfUnits(from: ThroughputPlan, to: ThroughputPlan): CapacityEffect {
  const had = new Map(from.indexes.map((index) => [index.name, index]));
  const pairs = [
    [from, to] as const,
    ...to.indexes.flatMap((index) => {
      const before = had.get(index.name);
      return before === undefined ? [] : [[before, index] as const];
    }),
  ];
  if (pairs.some(([before, after]) => after.read < before.read || after.write < before.write)) return 'less';
  return 'more';
}

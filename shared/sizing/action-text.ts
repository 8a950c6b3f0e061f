import type { Action, CacheTtl, ThroughputPlan } from './decision';
import { grouped } from './quantity-text';

/** An action as people say it. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case 'set-node-count':
      return `set ${action.cluster} from ${action.from} to ${action.to} nodes`;
    case 'set-billing-mode':
      return `set table ${action.table} from ${action.from} to ${action.to}`;
    case 'replace-node-type':
      return `replace ${action.nodes} x ${action.from} of ${action.cluster} by ${action.to}`;
    case 'set-throughput':
      return `set table ${action.table} from ${unitsText(action.from)} to ${unitsText(action.to)}`;
    case 'set-cache-ttl':
      return `set TTLs of ${action.cluster} from ${ttlText(action.from)} to ${ttlText(action.to)}`;
    case 'remove-cluster':
      return `remove cluster ${action.cluster} (${action.nodes} x ${action.nodeType})`;
  }
}

function unitsText(plan: ThroughputPlan): string {
  const indexes = plan.indexes
    .map((index) => `, ${index.name} ${grouped(index.read)}/${grouped(index.write)}`)
    .join('');
  return `${grouped(plan.read)} read / ${grouped(plan.write)} write units${indexes}`;
}

const ttlText = ({ itemMs, queryMs }: CacheTtl): string => `items ${itemMs / 1000} s, queries ${queryMs / 1000} s`;

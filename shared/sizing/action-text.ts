import type { Action } from './decision';

/** An action as people say it. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case 'set-node-count':
      return `set ${action.cluster} from ${action.from} to ${action.to} nodes`;
    case 'set-billing-mode':
      return `set table ${action.table} from ${action.from} to ${action.to}`;
    case 'replace-node-type':
      return `replace ${action.nodes} x ${action.from} of ${action.cluster} by ${action.to}`;
  }
}

import type { TraceStore } from '../services/xray';
import type { ControlRoute } from './control';

/**
 * `/_daxpilot/traces`: GET shows what was recorded, oldest first; `?id=TRACE` or `?execution=ARN` narrows it down and shows the documents
 * too. DELETE forgets it.
 */
export function traceControls(store: TraceStore): readonly ControlRoute[] {
  return [
    {
      method: 'GET',
      name: 'traces',
      handle: (_body, query) => {
        const id = query.get('id');
        const execution = query.get('execution');
        if (execution !== null) {
          return store.ofExecution(execution);
        }
        return id === null ? store.list() : [store.get(id)].filter((trace) => trace !== undefined);
      },
    },
    {
      method: 'DELETE',
      name: 'traces',
      handle: () => {
        store.clear();
        return [];
      },
    },
  ];
}

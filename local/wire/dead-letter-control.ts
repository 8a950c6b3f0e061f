import type { DeadLetterBox } from '../services/sqs';
import type { ControlRoute } from './control';

/** `/_daxpilot/dead-letters`: GET shows what rules could not deliver, oldest first (`?queue=NAME` narrows it down); DELETE forgets it. */
export function deadLetterControls(box: DeadLetterBox): readonly ControlRoute[] {
  return [
    { method: 'GET', name: 'dead-letters', handle: (_body, query) => box.list(query.get('queue') ?? undefined) },
    {
      method: 'DELETE',
      name: 'dead-letters',
      handle: () => {
        box.clear();
        return [];
      },
    },
  ];
}

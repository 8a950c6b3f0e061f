import type { MessageSink } from '../services/sns';
import type { ControlRoute } from './control';

/** `/_daxpilot/messages`: GET shows what was published, oldest first (`?topic=NAME` narrows it down); DELETE forgets it. */
export function messageControls(sink: MessageSink): readonly ControlRoute[] {
  return [
    { method: 'GET', name: 'messages', handle: (_body, query) => sink.list(query.get('topic') ?? undefined) },
    {
      method: 'DELETE',
      name: 'messages',
      handle: () => {
        sink.clear();
        return [];
      },
    },
  ];
}

import { actionText } from '../sizing';
import type { Flow } from './flow';
import { type Notice, PortError } from './ports';
import type { DecisionRecord } from './steps';

/** What people are told of a record, and a print by which the same news is known again. */
export function announcement(
  record: DecisionRecord,
  execution: string,
): { readonly print: string; readonly notice: Notice | null } {
  const target = record.target ?? 'unknown';
  const what = record.action === null ? '' : actionText(record.action);
  const why = record.reasonCodes.join(', ');
  const text = [what, why, record.text ?? '', `decision ${record.decisionId ?? 'none'}`].filter(Boolean).join('\n');
  switch (record.outcome) {
    case 'held':
    case 'coalesced':
      return { print: 'held', notice: null };
    case 'applied':
      // Every change is news.
      return {
        print: `applied ${record.decisionId}`,
        notice: { kind: 'applied', target, subject: `${target}: ${what}`, text },
      };
    case 'recommended':
      return {
        print: `recommended ${what}`,
        notice: { kind: 'recommended', target, subject: `${target}: recommended: ${what}`, text },
      };
    case 'failed':
      return {
        print: `failed ${record.reasonCodes.slice(0, 2).join(' ')}`,
        notice: {
          kind: 'failed',
          target,
          subject: `${target}: failed: ${record.reasonCodes[0] ?? ''}`,
          text: `${text}\n${execution}`,
        },
      };
  }
}

/** News that cannot be sent must not undo what was done. */
export async function announceQuietly(flow: Flow, notice: Notice): Promise<'announced' | 'not-announced'> {
  try {
    await flow.ports.notifier.announce(notice);
    return 'announced';
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    // A line of JSON in the function's log: the only place where people can still see it.
    const { kind, target, subject } = notice;
    console.warn(
      JSON.stringify({ event: 'notice.not-sent', kind, target, subject, code: error.code, why: error.message }),
    );
    return 'not-announced';
  }
}

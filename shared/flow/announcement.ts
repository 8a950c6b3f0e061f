import { actionText, type Evidence } from '../sizing';
import type { Flow } from './flow';
import { type Notice, PortError } from './ports';
import { meaningOf, runbookOf } from './reason-text';
import { redacted } from './redacted';
import type { DecisionRecord } from './steps';

/** What people are told of a record, and a print by which the same news is known again. */
export function announcement(
  record: DecisionRecord,
  execution: string,
): { readonly print: string; readonly notice: Notice | null } {
  const target = record.target ?? 'unknown';
  const what = record.action === null ? 'change nothing' : actionText(record.action);
  const notice = (kind: Notice['kind'], subject: string, orders: readonly string[]): Notice => ({
    kind,
    target,
    subject: redacted(subject),
    text: redacted(messageText(record, execution, what, orders)),
  });
  const { approval } = record;
  if (approval?.state === 'pending') {
    const { decision, expiresAt } = approval;
    return {
      print: `pending ${Date.parse(expiresAt)} ${what}`,
      notice: notice('recommended', `${target}: approval wanted: ${what}`, [
        `Allow it:   daxpilot approve ${decision}   (until ${expiresAt})`,
        `Refuse it:  daxpilot reject ${decision}`,
      ]),
    };
  }
  if (approval?.state === 'lapsed' && record.outcome === 'held') {
    // Whoever approved it waits for a change.
    return {
      print: `lapsed ${approval.decision}`,
      notice: notice('lapsed', `${target}: approval lapsed, nothing is changed`, []),
    };
  }
  switch (record.outcome) {
    case 'held':
    case 'coalesced':
      return { print: 'held', notice: null };
    case 'applied':
      // Every change is news.
      return {
        print: `applied ${record.decisionId}`,
        notice: notice('applied', `${target}: ${record.undoes === undefined ? '' : 'rolled back: '}${what}`, []),
      };
    case 'recommended':
      return { print: `recommended ${what}`, notice: notice('recommended', `${target}: recommended: ${what}`, []) };
    case 'failed':
      return {
        print: `failed ${record.reasonCodes.slice(0, 2).join(' ')}`,
        notice: notice('failed', `${target}: failed: ${record.reasonCodes[0] ?? ''}`, []),
      };
  }
}

const pendingPrint = /^pending (\d+) (.*)$/s;

/** A wish that waits for a person is news again once the one that was announced cannot be approved any more. */
export function isNews(print: string, announced: string | null, nowMs: number): boolean {
  if (print === 'held' && announced === null) return false;
  const [, , wish] = pendingPrint.exec(print) ?? [];
  const [, expiresAtMs, before] = pendingPrint.exec(announced ?? '') ?? [];
  if (wish !== undefined && wish === before) return nowMs > Number(expiresAtMs);
  return print !== announced;
}

/** What was seen, what was decided and why, what it costs, how to stop it, where to read on. */
function messageText(record: DecisionRecord, execution: string, what: string, orders: readonly string[]): string {
  const target = record.target ?? 'TARGET';
  const { before, after } = record.costUsdPerMonth;
  const seen = seenOf(record.evidence);
  const sections = [
    [`Decided for ${target}: ${what} (${record.outcome}).`, ...(record.text ? [record.text] : [])],
    [...(seen.length > 0 ? ['Seen:', ...seen.map((line) => `- ${line}`)] : [])],
    ['Why:', ...record.reasonCodes.slice(0, 6).map((code) => `- ${code}: ${meaningOf(code)} (${runbookOf(code)})`)],
    [...(record.warnings.length > 0 ? ['Warnings:', ...record.warnings.slice(0, 6).map((line) => `- ${line}`)] : [])],
    [...(before === null && after === null ? [] : [`Cost a month: ${usd(before)} -> ${usd(after)}`])],
    [
      ...orders,
      `Stop it:    daxpilot freeze ${target}   (all of the account: daxpilot freeze --all; back: daxpilot thaw ${target})`,
      ...(record.decisionId === null ? [] : [`All of it:  daxpilot explain ${record.decisionId}`]),
    ],
    [`decision ${record.decisionId ?? 'none'}`, `execution ${execution}`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** What is out of its band first; of a quiet target what was looked at. */
function seenOf(evidence: readonly Evidence[]): readonly string[] {
  const loud = evidence.filter(({ verdict }) => verdict === 'above' || verdict === 'below');
  return (loud.length > 0 ? loud : evidence).slice(0, 6).map(({ text }) => text);
}

const usd = (amount: number | null): string => (amount === null ? 'unknown' : `$${amount.toFixed(2)}`);

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

import type { Flow } from '../flow';
import { announceQuietly } from '../flow/announcement';
import { redacted } from '../flow/redacted';
import {
  asReview,
  asTarget,
  holdUnlessOverriddenUpdate,
  type Json,
  reviewedUpdate,
  reviewKey,
  reviewRow,
  targetKey,
} from '../ledger';
import { readDecided } from './decided';
import { type Finding, finding } from './finding';
import { findingCodes } from './finding-codes';
import { findingsText, reportText } from './report-text';
import { dayMs } from './series-facts';
import type { Reviewed } from './steps';

/** Long enough for a person to look; the finding itself stays until it is cured. */
const holdMs = dayMs;
const reportEveryMs = 7 * dayMs;

export interface Settled {
  readonly kind: 'settled';
  readonly findings: number;
  readonly appeared: readonly string[];
  readonly gone: readonly string[];
  /** Targets that are held because somebody else changes them. */
  readonly held: readonly string[];
  readonly reported: boolean;
}

/**
 * The end of a review: what is new is told once, drift is not fought over, a row is written, and once a week the report is sent. Messages
 * go out before they are recorded as sent, so that a repetition may send one again and never loses one.
 */
export async function settle(
  flow: Flow,
  reviewed: Reviewed,
  { execution, nowMs }: { readonly execution: string; readonly nowMs: number },
): Promise<Settled> {
  const item = asReview(await flow.ledger.read(reviewKey));
  const before = (item.open ?? []) as unknown as readonly Finding[];
  const findings = findingsOf(reviewed, before);
  const appeared = without(findings, before);
  const gone = without(before, findings);
  const held = await holdDrifting(flow, appeared, nowMs);
  const told = await tell(flow, { appeared, gone, held, open: findings });
  await flow.ledger.append(
    reviewRow('review', nowMs, execution, {
      schemaVersion: 1,
      findings: json(findings),
      appeared: appeared.map(({ print }) => print),
      gone: gone.map(({ print }) => print),
      held: [...held],
    }),
  );
  const sinceMs = item.lastReportMs ?? item.firstReviewMs ?? nowMs;
  const reported = nowMs - sinceMs >= reportEveryMs && (await sendReport(flow, findings, execution, sinceMs, nowMs));
  await flow.ledger.update(
    reviewedUpdate({
      // What could not be told is told with the next review.
      open: json(told ? findings : before) as readonly Json[],
      firstReviewMs: nowMs,
      lastReviewMs: nowMs,
      ...(reported && { lastReportMs: nowMs }),
    }),
  );
  return {
    kind: 'settled',
    findings: findings.length,
    appeared: appeared.map(({ print }) => print),
    gone: gone.map(({ print }) => print),
    held,
    reported,
  };
}

/** Of a target that could not be looked at, what was found before is still true as far as anybody knows. */
function findingsOf({ account, targets }: Reviewed, before: readonly Finding[]): readonly Finding[] {
  return [
    ...account,
    ...targets.flatMap(({ target, findings, failed }) =>
      failed === null
        ? findings
        : [
            ...before.filter((one) => one.target === target && one.code !== 'not-reviewed'),
            finding('not-reviewed', target, target, redacted(failed)),
          ],
    ),
  ];
}

const without = (some: readonly Finding[], others: readonly Finding[]): readonly Finding[] => {
  const prints = new Set(others.map(({ print }) => print));
  return some.filter(({ print }) => !prints.has(print));
};

/** Once per drift: whoever ends the hold is not overruled by the next review. */
async function holdDrifting(flow: Flow, appeared: readonly Finding[], nowMs: number): Promise<readonly string[]> {
  const drifts = appeared.filter(({ code }) => findingCodes[code].weight === 'hold');
  const targets = new Set(drifts.flatMap(({ target }) => target ?? []));
  const held: string[] = [];
  for (const target of targets) {
    const hold = {
      by: 'review',
      reason: 'somebody else set a resource back: drift-set-back',
      atMs: nowMs,
      untilMs: nowMs + holdMs,
      hold: true,
    };
    const prints = drifts.flatMap((one) => (one.target === target ? [one.print] : []));
    const update = holdUnlessOverriddenUpdate(target, hold, prints.sort().join('; '));
    if ((await flow.ledger.update(update)).kind === 'done' || (await isHeld(flow, target, nowMs))) held.push(target);
  }
  return held;
}

/** By an earlier attempt, which could not tell it. */
async function isHeld({ ledger }: Flow, target: string, nowMs: number): Promise<boolean> {
  const { override } = asTarget(await ledger.read(targetKey(target)));
  return override?.by === 'review' && override.untilMs >= nowMs;
}

interface News {
  readonly appeared: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly held: readonly string[];
  readonly open: readonly Finding[];
}

/** One message per target, and one for the account. */
async function tell(flow: Flow, { appeared, gone, held, open }: News): Promise<boolean> {
  const about = new Set([...appeared, ...gone].map(({ target }) => target));
  let told = true;
  for (const target of about) {
    const of = (some: readonly Finding[]) => some.filter((one) => one.target === target);
    const [fresh, over] = [of(appeared), of(gone)];
    const name = target ?? 'account';
    const text = [
      ...(fresh.length > 0 ? [findingsText(fresh)] : []),
      ...(over.length > 0 ? [['Over:', ...over.map(({ code, resource }) => `- ${code} ${resource}`)].join('\n')] : []),
      ...(held.includes(name)
        ? [`Nothing of ${name} is changed for a day. End it: daxpilot override ${name} --clear`]
        : []),
      `Still open: ${of(open).length}. All of it: daxpilot review${target === null ? '' : ` ${target}`}`,
    ].join('\n\n');
    const subject = `${name}: review: ${fresh.length} new, ${over.length} over${fresh[0] === undefined ? '' : `: ${fresh[0].code}`}`;
    const sent = await announceQuietly(flow, { kind: 'finding', target: name, subject, text: redacted(text) });
    told = told && sent === 'announced';
  }
  return told;
}

/** Read from the ledger alone; the plots are `daxpilot review --html`. */
async function sendReport(
  flow: Flow,
  findings: readonly Finding[],
  execution: string,
  fromMs: number,
  nowMs: number,
): Promise<boolean> {
  const span = { fromMs: Math.max(fromMs, nowMs - reportEveryMs), toMs: nowMs };
  const summaries = [];
  for (const target of Object.keys(flow.ports.config.targets)) {
    summaries.push({ target, now: '', decided: await readDecided(flow.ledger, target, span) });
  }
  const text = redacted(
    [
      reportText(span, summaries),
      findingsText(findings),
      'With plots: daxpilot review --html report.html. Figures and codes: docs/review.md',
    ].join('\n\n'),
  );
  const subject = `daxpilot: the week: ${findings.length} open findings`;
  const sent = await announceQuietly(flow, { kind: 'report', target: 'account', subject, text });
  if (sent !== 'announced') return false;
  const row = { schemaVersion: 1, ...span, text, targets: json(summaries), findings: json(findings) };
  await flow.ledger.append(reviewRow('report', nowMs, execution, row));
  return true;
}

const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

import { takeTurn } from '../flow/account-turn';
import { declaredTarget } from '../flow/flow';
import { type EndpointRecord, type Journal, type Next, nextStep } from '../handover';
import { asTarget, lookUpdate, targetKey } from '../ledger';
import { short } from './capacity';
import { readFleet, readItem, type Stored, type StoredItem, type Work, writeUpdate } from './item';
import { makePlan } from './make-plan';
import { observations } from './observe';
import type { ReplaceFlow } from './ports';
import type { ReplaceReasonCode } from './reason-codes';
import type { ReplaceRequest } from './request';
import { reportedKeys, warmedText } from './warming';

export interface TurnInput {
  readonly execution: string;
  readonly nowMs: number;
  readonly request: ReplaceRequest;
}

/** What the machine does next. Every turn begins from the ledger, so it does not matter who made the one before. */
export type TurnResult =
  | { readonly kind: 'wait'; readonly seconds: number; readonly stage: string | null; readonly text: string }
  | { readonly kind: 'create' }
  | { readonly kind: 'capacity'; readonly to: 'raise' | 'give-back' }
  | { readonly kind: 'delete'; readonly cluster: string }
  | Ended;

export interface Ended {
  readonly kind: 'ended';
  readonly outcome: string;
  readonly reasonCode: ReplaceReasonCode | null;
  readonly text: string;
  /** The cluster that serves nobody any more. */
  readonly leftBehind: string | null;
}

/** A cluster that is changed otherwise is waited for; nothing has been begun by then. */
const busyMs = 60 * 60_000;

type Kept = Extract<StoredItem, { readonly kind: 'stored' }>;

export async function turn(replace: ReplaceFlow, input: TurnInput): Promise<TurnResult> {
  const { flow } = replace;
  const { request, execution, nowMs } = input;
  const looked = await flow.ledger.update(lookUpdate(request.target, execution));
  if (looked.kind === 'refused') return ended('failed', 'lock-lost', 'another execution holds the target now');
  const { frozen, admittedAt = nowMs } = asTarget(await flow.ledger.read(targetKey(request.target)));
  if (frozen !== undefined) return wait(60, null, `${request.target} is frozen`);
  const mine = await takeTurn(flow, { execution, target: request.target, attempt: execution, nowMs });
  if (mine.kind === 'frozen') return wait(60, null, 'the account is frozen');
  if (mine.kind === 'busy') return wait(30, null, `${mine.holder} is changing something in this account`);

  const item = await readItem(flow.ledger, request.target);
  if (item.kind === 'refused')
    return ended(
      'refused',
      'record-by-hand',
      `the endpoint record of ${request.target} is not one: ${item.problems.join('; ')}`,
    );
  if (item.kind === 'none') return firstRecord(replace, request.target);
  const underWay = item.work !== undefined && (item.journal === undefined || item.journal.ended === undefined);
  const id = item.work?.plan.id;
  const isMine = id !== undefined && (id === execution || id === request.resumes);
  if (request.resumes !== undefined && !isMine)
    return ended('refused', 'nothing-to-resume', `the hand-over ${request.resumes} of ${request.target} is over`);
  if (request.deleteCluster !== undefined && !underWay) return { kind: 'delete', cluster: request.deleteCluster };
  if (request.stop === true && !underWay && !isMine)
    return ended('refused', 'nothing-to-stop', `no hand-over of ${request.target} is under way`);
  const work = underWay || isMine ? item.work : undefined;
  if (work === undefined) return begin(replace, input, item, admittedAt);
  return goOn(replace, input, item, work);
}

/** Nobody can follow a record that is not there, so it is written first; clusters by name, as they are declared. */
async function firstRecord({ flow }: ReplaceFlow, name: string): Promise<TurnResult> {
  const { cluster } = declaredTarget(flow, name);
  const record: EndpointRecord = { target: name, epoch: 1, phase: 0, old: cluster?.toLowerCase() ?? null, new: null };
  const written = await flow.ledger.update(writeUpdate(undefined, { record }));
  if (written.kind === 'refused') return wait(1, null, 'somebody else wrote the first record');
  return ended(
    'refused',
    'no-fleet',
    `the first endpoint record of ${name} was written: let its processes follow it, then come again`,
  );
}

async function begin(
  replace: ReplaceFlow,
  { execution, nowMs, request }: TurnInput,
  item: Kept,
  admittedAt: number,
): Promise<TurnResult> {
  const { record } = item;
  if (record.phase !== 0 || record.new !== null || record.hold === true)
    return ended(
      'refused',
      'record-by-hand',
      `the record of ${request.target} is in phase ${record.phase}, and no hand-over put it there`,
    );
  const made = await makePlan(replace, declaredTarget(replace.flow, request.target), request, record, {
    id: execution,
    nowMs,
  });
  if (made.kind === 'refused') return ended('refused', made.code, made.text);
  if (made.kind === 'wait' && nowMs - admittedAt >= busyMs) return ended('refused', 'busy', made.why);
  if (made.kind === 'wait') return wait(30, null, made.why);
  // A deletion that an execution before this one had asked about may be about to be sent; after it nobody is planned for that cluster.
  const settledMs = admittedAt + replace.flow.settleSeconds * 1_000;
  if (nowMs < settledMs)
    return wait(Math.ceil((settledMs - nowMs) / 1_000), null, 'handlers of earlier executions die');
  await write(replace, item, { record, journal: item.journal, work: made.work });
  return wait(0, 'old', 'planned');
}

async function goOn(replace: ReplaceFlow, input: TurnInput, item: Kept, work: Work): Promise<TurnResult> {
  const { flow, clusters } = replace;
  const { nowMs, request } = input;
  const { record, journal } = item;
  const { plan } = work;
  if (request.stop === true && work.stop === undefined) {
    await write(replace, item, { record, journal, work: { ...work, stop: request.reason } });
    return wait(0, journal?.stage ?? null, 'asked to turn round');
  }
  const isAtStart =
    journal === undefined || (journal.id === plan.id && journal.stage === 'old' && journal.direction === 'forward');
  const isWanted = plan.new !== null && work.create !== undefined && isAtStart && work.stop === undefined;
  if (isWanted && (await clusters.describe(plan.new)) === undefined) return { kind: 'create' };
  const seen = await observations(replace, record, work, journal, nowMs);
  const next = nextStep({ plan, record, journal, observations: seen, nowMs, abort: work.stop });
  const before = await capacityBefore(replace, work, next, isAtStart);
  if (before !== undefined) return before;
  switch (next.kind) {
    case 'wait':
      return wait(secondsFor(next, journal, nowMs), journal?.stage ?? null, next.reasons.join('; '));
    case 'mark':
      await write(replace, item, { record, journal: next.journal, work });
      return wait(0, next.journal.stage, next.journal.sealedAtMs === undefined ? 'waiting' : 'sealed');
    case 'write-record':
    case 'roll-back': {
      const { warmingSinceMs: _asked, ...rest } = work;
      const isWarming = work.warming === 'running';
      // A stage that is entered again, by a later attempt, asks anew.
      const kept = isWarming ? { ...rest, warming: 'over' as const } : work;
      await write(replace, item, { record: next.record, journal: next.journal, work: kept });
      const text =
        next.kind === 'roll-back' ? `turned round: ${next.reasons.join('; ')}` : `phase ${next.record.phase}`;
      if (!isWarming) return wait(1, next.journal.stage, text);
      const warmed = warmedText(await readFleet(flow.ledger, plan.target), record.epoch, replace.wallMs());
      return wait(1, next.journal.stage, `${text}; ${warmed}`);
    }
    case 'start-warming': {
      // No key comes here: each process reads its own through the new cluster, and says when it is done.
      await write(replace, item, { record, journal, work: { ...work, warming: 'running', warmingSinceMs: nowMs } });
      const text = `processes warm the new cluster: ${await reportedKeys(flow.ledger, plan.target, replace.wallMs())}`;
      return wait(1, journal?.stage ?? null, text);
    }
    case 'done': {
      await write(replace, item, { record, journal: next.journal, work });
      const leftBehind = [plan.old, plan.new].find((name) => name !== null && name !== record.old) ?? null;
      const known = leftBehind === null ? undefined : await clusters.describe(leftBehind);
      await flow.ports.notifier.announce({
        kind: next.outcome.startsWith('rolled') || next.outcome === 'not-started' ? 'failed' : 'applied',
        target: plan.target,
        subject: `${plan.target}: ${next.outcome}`,
        text: [
          `${plan.old ?? 'the table'} -> ${plan.new ?? 'the table'}: ${next.outcome}`,
          ...next.reasons,
          ...alarmsText(declaredTarget(flow, plan.target).cluster, record.old),
        ].join('\n'),
      });
      const isWell = ['introduced', 'replaced', 'removed'].includes(next.outcome);
      return {
        ...ended(next.outcome, isWell ? null : 'turned-round', next.reasons.join('; ')),
        leftBehind: known === undefined ? null : leftBehind,
      };
    }
    case 'refuse':
      return ended('refused', next.code, next.text);
  }
}

/** Reads do not leave the old cluster before the table can carry them; and nothing ends with more than it began with. */
async function capacityBefore(
  { clusters, flow }: ReplaceFlow,
  { plan, raised }: Work,
  next: Next,
  isAtStart: boolean,
): Promise<TurnResult | undefined> {
  if (raised === undefined) return undefined;
  if (next.kind === 'done') return raised.state === 'raised' ? { kind: 'capacity', to: 'give-back' } : undefined;
  if (next.kind !== 'write-record' || !isAtStart) return undefined;
  if (raised.state === 'wanted') return { kind: 'capacity', to: 'raise' };
  const tables = await clusters.capacity(declaredTarget(flow, plan.target).tables);
  if (tables.some(({ busy }) => busy === true)) return wait(20, 'old', 'read capacity is being raised');
  return short(tables, raised.wanted).length === 0 ? undefined : { kind: 'capacity', to: 'raise' };
}

/** Alarms are made of the declaration; what looks every ten minutes asks the record. */
function alarmsText(declared: string | undefined, serves: string | null): readonly string[] {
  if ((declared?.toLowerCase() ?? null) === serves) return [];
  const change = serves === null ? 'take `cluster` out of' : `set \`cluster: ${serves}\` in`;
  return [`The alarms still watch ${declared ?? 'the table alone'}: ${change} daxpilot.yml and deploy.`];
}

async function write({ flow }: ReplaceFlow, item: Kept, stored: Stored): Promise<void> {
  // Refused: somebody wrote in between, or this very write landed before. The next turn reads again either way.
  await flow.ledger.update(writeUpdate(item, stored));
}

/** Often at first, when everybody comes along within seconds, and while writes wait. */
function secondsFor(
  next: Extract<Next, { readonly kind: 'wait' }>,
  journal: Journal | undefined,
  nowMs: number,
): number {
  if (next.untilMs !== undefined) return Math.min(60, Math.max(1, Math.ceil((next.untilMs - nowMs) / 1_000)));
  if (journal?.stage === 'pause') return 1;
  if (next.gate !== 'acknowledged') return 20;
  return nowMs - (journal?.sinceMs ?? nowMs) < 60_000 ? 2 : 10;
}

const wait = (seconds: number, stage: string | null, text: string): TurnResult => ({
  kind: 'wait',
  seconds,
  stage,
  text,
});

export const ended = (outcome: string, reasonCode: ReplaceReasonCode | null, text: string): Ended => ({
  kind: 'ended',
  outcome,
  reasonCode,
  text,
  leftBehind: null,
});

import type { Flow } from '../flow';
import { asTarget, type TargetItem, targetKey } from '../ledger';
import { clusterUsdPerMonth, priceBookOf, type Snapshot } from '../sizing';
import type { Target } from '../targets';
import { judgedAlarms, targetOfAlarm } from './alarm-findings';
import { clusterFindings } from './cluster-findings';
import { anyAlarmFindings } from './composite-findings';
import { type Decided, readDecided } from './decided';
import { driftFindings } from './drift';
import { type Finding, finding } from './finding';
import { unitQuotas } from './quota-findings';
import { dayMs } from './series-facts';
import type { AccountSurvey, AlarmState, LoadSurvey, Surveyor } from './survey';
import { tableFindings } from './table-findings';

export interface Reviewing {
  readonly flow: Flow;
  readonly surveyor: Surveyor;
}

/** One target as a review sees it. */
export interface ReviewedTarget {
  readonly target: string;
  readonly now: {
    readonly cluster: { readonly name: string; readonly nodes: number; readonly nodeType: string } | null;
    readonly clusterUsdPerMonth: number | null;
    readonly tables: readonly { readonly name: string; readonly mode: string }[];
  };
  readonly decided: Decided;
  readonly findings: readonly Finding[];
  readonly load: LoadSurvey;
}

/** What both the machine and the command line read once for all targets. */
export interface AccountView {
  readonly account: AccountSurvey;
  readonly alarms: readonly AlarmState[];
}

export const reviewDays = 7;

/** Reads only. The order matters: what the snapshot shows has its intent on the item, and what the item has ended has its row. */
export async function reviewTarget(
  { flow, surveyor }: Reviewing,
  target: Target,
  { account, alarms }: AccountView,
  nowMs: number,
  windowMs: number = reviewDays * dayMs,
): Promise<ReviewedTarget> {
  const snapshot = await flow.ports.observer.snapshot(target, nowMs);
  const load = await surveyor.load(snapshot, nowMs, windowMs);
  const item = asTarget(await flow.ledger.read(targetKey(target.name)));
  const decided = await readDecided(flow.ledger, target.name, { fromMs: nowMs - windowMs, toMs: nowMs });
  const own = judgedAlarms(alarms, flow.ports.config).filter(
    (alarm) => targetOfAlarm(alarm, flow.ports.config, alarms) === target.name,
  );
  return {
    target: target.name,
    now: present(snapshot, target),
    decided,
    findings: [
      ...missingOf(target, snapshot, own),
      ...driftFindings(target.name, snapshot, item, decided.applied),
      ...resourceFindings(target, snapshot, account, load, watchedMs(item, nowMs)),
      ...own
        .flatMap((alarm) => anyAlarmFindings(alarm, target.name, alarms, account, nowMs))
        .map((one) => explained(one, decided)),
    ],
    load,
  };
}

const watchedMs = ({ firstSeen }: TargetItem, nowMs: number): number =>
  firstSeen === undefined ? 0 : nowMs - firstSeen;

function missingOf(target: Target, snapshot: Snapshot, own: readonly AlarmState[]): readonly Finding[] {
  const names = [
    ...(snapshot.cluster.kind === 'missing' ? [`cluster ${snapshot.cluster.name}`] : []),
    ...snapshot.tables.flatMap((table) => (table.kind === 'missing' ? [`table ${table.name}`] : [])),
  ];
  const watched = own.some(({ name }) => name.startsWith(`daxpilot/${target.name}/`));
  return [
    ...names.map((name) => finding('declared-missing', target.name, name, `there is no ${name}`)),
    ...(watched || (target.cluster === undefined && target.tables.length === 0)
      ? []
      : [finding('alarms-missing', target.name, target.name, `no alarm daxpilot/${target.name}/... exists`)]),
  ];
}

function resourceFindings(
  target: Target,
  { cluster, tables }: Snapshot,
  account: AccountSurvey,
  load: LoadSurvey,
  watched: number,
): readonly Finding[] {
  const { name, policy } = target;
  const group = account.clusters.find((one) => one.name === target.cluster)?.subnetGroup;
  const zones = account.subnetGroups.find((one) => one.name === group)?.zones ?? [];
  return [
    ...(cluster.kind === 'cluster' ? clusterFindings({ target: name, cluster, policy, load, zones }) : []),
    ...tables.flatMap((table) =>
      table.kind === 'table'
        ? [...tableFindings(name, table, policy, load, watched), ...unitQuotas(name, table, policy, load, account)]
        : [],
    ),
  ];
}

/** An alarm that stays says nothing of why; the last decision does. */
function explained(one: Finding, { lastReasons }: Decided): Finding {
  if (one.code !== 'alarm-stuck' || lastReasons.length === 0) return one;
  return { ...one, text: `${one.text}; reasons of the last look: ${lastReasons.slice(0, 4).join(', ')}` };
}

function present({ cluster, tables }: Snapshot, { policy }: Target): ReviewedTarget['now'] {
  const found = cluster.kind === 'cluster' ? cluster : undefined;
  return {
    cluster: found === undefined ? null : { name: found.name, nodes: found.nodeCount, nodeType: found.nodeType },
    clusterUsdPerMonth:
      found === undefined ? null : clusterUsdPerMonth(priceBookOf(policy), found.nodeType, found.nodeCount),
    tables: tables.map((table) => ({ name: table.name, mode: table.kind === 'table' ? table.billingMode : 'missing' })),
  };
}

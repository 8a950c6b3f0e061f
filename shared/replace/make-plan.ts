import { CLOCK_SKEW_MS } from '../fleet';
import { defaultLagMs, defaultSettleMs, defaultTimeoutsMs, type EndpointRecord, type ProcedureName } from '../handover';
import type { Target } from '../targets';
import { needed, type ReadCapacity, type ReadUnits, short, shortText } from './capacity';
import { successorName } from './cluster-name';
import { readFleet, type Work } from './item';
import { busiest } from './observe';
import type { DescribedCluster, ReplaceFlow } from './ports';
import type { RaisedWork } from './raised-reads';
import type { ReplaceRequest } from './request';

export type PlanRefusal =
  | 'no-fleet'
  | 'no-such-cluster'
  | 'has-a-cluster'
  | 'has-no-cluster'
  | 'same-cluster'
  | 'incomplete'
  | 'unknown-ttl'
  | 'table-cannot-carry';

export type MadePlan =
  | { readonly kind: 'work'; readonly work: Work }
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'refused'; readonly code: PlanRefusal; readonly text: string };

const defaultTtlMs = 300_000;
/** Eventually consistent, up to 4 KB. */
const unitsPerRead = 0.5;

/** What is to be done, or why not; changes nothing. `id` is the same for every attempt of one execution. */
export async function makePlan(
  replace: ReplaceFlow,
  target: Target,
  request: ReplaceRequest,
  record: EndpointRecord,
  at: { readonly id: string; readonly nowMs: number },
): Promise<MadePlan> {
  const { clusters, flow } = replace;
  const { kind } = request;
  if (kind === 'introduce' && record.old !== null)
    return refused('has-a-cluster', `${target.name} is served by ${record.old} already: replace it`);
  if (kind !== 'introduce' && record.old === null)
    return refused('has-no-cluster', `${target.name} is served by its table: there is nothing to ${kind}`);
  const fleet = await readFleet(flow.ledger, target.name);
  if (!fleet.some(({ leaseUntilMs }) => leaseUntilMs + CLOCK_SKEW_MS > replace.wallMs()))
    return refused('no-fleet', `no process follows the endpoint record of ${target.name}`);
  const old = record.old === null ? undefined : await clusters.describe(record.old);
  if (record.old !== null && old === undefined)
    return refused('no-such-cluster', `there is no cluster ${record.old} in this account and Region`);
  if (old?.status === 'busy') return { kind: 'wait', why: `${old.name} is ${old.statusText}` };
  const existing = request.cluster === undefined ? undefined : await clusters.describe(request.cluster);
  if (request.cluster !== undefined && existing === undefined)
    return refused('no-such-cluster', `there is no cluster ${request.cluster} in this account and Region`);
  if (request.cluster !== undefined && request.cluster === record.old)
    return refused('same-cluster', `${request.cluster} serves ${target.name} already`);

  const itemTtlMs = old?.itemTtlMs ?? (old === undefined ? (existing?.itemTtlMs ?? defaultTtlMs) : undefined);
  if (itemTtlMs === undefined) return refused('unknown-ttl', `the item TTL of ${record.old} is not known`);
  const bridge = await bridgeOf(replace, target, request, old, at.nowMs);
  if (bridge.kind === 'refused') return bridge;

  const create = existing === undefined && kind !== 'remove' ? newCluster(request, old) : undefined;
  if (create === 'incomplete')
    return refused(
      'incomplete',
      'a first cluster needs nodeType, nodes and serviceRole, or the name of an existing cluster',
    );
  const name = request.cluster ?? successorName(record.old ?? target.cluster ?? target.name, at.id);
  return {
    kind: 'work',
    work: {
      plan: {
        id: at.id,
        target: target.name,
        procedure: procedureOf(kind, itemTtlMs, bridge.kind === 'held'),
        old: record.old,
        new: kind === 'remove' ? null : name,
        itemTtlMs,
        settleMs: defaultSettleMs,
        lagMs: defaultLagMs,
        timeoutsMs: defaultTimeoutsMs,
      },
      kind,
      reason: request.reason,
      warming: 'not-begun',
      ...(create === undefined ? {} : { create }),
      ...(bridge.kind === 'raised' ? { raised: bridge.raised } : {}),
    },
  };
}

type Bridge =
  | { readonly kind: 'carried' | 'held' }
  | { readonly kind: 'raised'; readonly raised: RaisedWork }
  | Extract<MadePlan, { readonly kind: 'refused' }>;

/** Can the table carry every read itself meanwhile; if not: raised beforehand, or writes are held instead, or nothing is begun. */
async function bridgeOf(
  { clusters, reads }: ReplaceFlow,
  target: Target,
  { kind, held, raise }: ReplaceRequest,
  old: DescribedCluster | undefined,
  nowMs: number,
): Promise<Bridge> {
  if (old === undefined) return { kind: 'carried' };
  const [need, capacity]: [Awaited<ReturnType<typeof busiest>>, readonly ReadCapacity[]] = await Promise.all([
    busiest(clusters, old.name, nowMs),
    clusters.capacity(target.tables),
  ]);
  const wanted: readonly ReadUnits[] = short(capacity, needed(capacity, { ...need, unitsPerRead }));
  if (wanted.length === 0) return { kind: 'carried' };
  const why = shortText(capacity, wanted).join('; ');
  // What is raised is given back, and after a removal the table has to carry the reads for good.
  if (kind !== 'replace') return refused('table-cannot-carry', `${why}. Raise it for good first`);
  const plan = raise === true ? await reads.plan(wanted) : undefined;
  if (plan?.kind === 'can') return { kind: 'raised', raised: { state: 'wanted', wanted, raised: plan.raised } };
  if (held === true) return { kind: 'held' };
  const cannot =
    plan === undefined ? 'Raise it first, or allow to have it raised,' : `It cannot be raised: ${plan.why};`;
  return refused('table-cannot-carry', `${why}. ${cannot} or allow held writes`);
}

function newCluster(request: ReplaceRequest, old: DescribedCluster | undefined): Work['create'] | 'incomplete' {
  const nodeType = request.nodeType ?? old?.nodeType;
  const nodes = request.nodes ?? old?.nodes;
  const roleArn = request.serviceRole ?? old?.roleArn;
  if (nodeType === undefined || nodes === undefined || roleArn === undefined) return 'incomplete';
  const subnetGroup = request.subnetGroup ?? old?.subnetGroup;
  return { nodeType, nodes, roleArn, ...(subnetGroup === undefined ? {} : { subnetGroup }) };
}

function procedureOf(kind: ReplaceRequest['kind'], itemTtlMs: number, isHeld: boolean): ProcedureName {
  if (kind === 'remove') return 'remove';
  if (kind === 'introduce') return itemTtlMs === 0 ? 'introduce-paused' : 'introduce';
  if (isHeld) return 'replace-held';
  return itemTtlMs === 0 ? 'replace-paused' : 'replace';
}

const refused = (code: PlanRefusal, text: string): Extract<MadePlan, { readonly kind: 'refused' }> => ({
  kind: 'refused',
  code,
  text,
});

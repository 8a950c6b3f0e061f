import { CLOCK_SKEW_MS } from '../fleet';
import { defaultLagMs, defaultSettleMs, defaultTimeoutsMs, type EndpointRecord, type ProcedureName } from '../handover';
import type { Target } from '../targets';
import { carries } from './capacity';
import { successorName } from './cluster-name';
import { readFleet, type Work } from './item';
import { busiest } from './observe';
import type { DescribedCluster, ReplaceFlow } from './ports';
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
  const short = old === undefined ? [] : await shortfall(replace, target, old, at.nowMs);
  if (short.length > 0 && !(kind === 'replace' && request.held === true))
    return refused('table-cannot-carry', `${short.join('; ')}. Raise it first, or allow held writes`);

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
        procedure: procedureOf(kind, itemTtlMs, short.length > 0),
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
    },
  };
}

async function shortfall(
  { clusters }: ReplaceFlow,
  target: Target,
  old: DescribedCluster,
  nowMs: number,
): Promise<readonly string[]> {
  const [need, capacity] = await Promise.all([busiest(clusters, old.name, nowMs), clusters.capacity(target.tables)]);
  const verdict = carries(capacity, { ...need, unitsPerRead });
  return verdict.kind === 'carries' ? [] : verdict.why;
}

function newCluster(request: ReplaceRequest, old: DescribedCluster | undefined): Work['create'] | 'incomplete' {
  const nodeType = request.nodeType ?? old?.nodeType;
  const nodes = request.nodes ?? old?.nodes;
  const roleArn = request.serviceRole ?? old?.roleArn;
  if (nodeType === undefined || nodes === undefined || roleArn === undefined) return 'incomplete';
  const subnetGroup = request.subnetGroup ?? old?.subnetGroup;
  return { nodeType, nodes, roleArn, ...(subnetGroup === undefined ? {} : { subnetGroup }) };
}

function procedureOf(kind: ReplaceRequest['kind'], itemTtlMs: number, isShort: boolean): ProcedureName {
  if (kind === 'remove') return 'remove';
  if (kind === 'introduce') return itemTtlMs === 0 ? 'introduce-paused' : 'introduce';
  if (isShort) return 'replace-held';
  return itemTtlMs === 0 ? 'replace-paused' : 'replace';
}

const refused = (code: PlanRefusal, text: string): MadePlan => ({ kind: 'refused', code, text });

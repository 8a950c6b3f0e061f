import type { Item } from '../../shared/ledger';
import type { Snapshot } from '../../shared/sizing';
import type { Interned } from './interned';
import { arnOf, changingOf, indexOf, isAccount } from './names';
import { type Attempt, type Response, readable } from './replay';
import { now, type World, withProc } from './world';

export interface Effect {
  readonly world: World;
  readonly response: Response;
  readonly violation?: string;
  /** The input of an execution that begins. */
  readonly starts?: unknown;
}

const longAgoMs = Date.parse(now) - 3_600_000;

/** What a call does to the world, and what it is answered. */
export class CallEffects {
  constructor(readonly interned: Interned) {}

  of(world: World, index: number, contId: number, who: 'current' | 'late'): Effect {
    const { pending, attempt } = this.interned.cont(contId);
    if (pending.kind !== 'call') throw new Error('nothing is called');
    const { call } = pending;
    const value = (response: unknown): Response => ({ kind: 'value', value: response });
    switch (call.port) {
      case 'read':
        return {
          world,
          response: value(
            readable(attempt, this.interned.item(isAccount(call.key.pk) ? world.account : world.target), this.interned),
          ),
        };
      case 'update': {
        const account = isAccount(call.update.key.pk);
        const { item, result } = this.interned.update(account ? world.account : world.target, call.update);
        const answer =
          result.kind === 'done' ? { ...result, item: readable(attempt, result.item, this.interned) } : result;
        return { world: { ...world, ...(account ? { account: item } : { target: item }) }, response: value(answer) };
      }
      case 'describe':
        return { world, response: value(statusOf(world, indexOf(call.execution))) };
      case 'cluster':
        return { world, response: value(clusterOf(world)) };
      case 'snapshot': {
        const looks = who === 'current' && isLook(attempt);
        const looked = looks
          ? { ...withProc(world, index, { look: world.wakes }), lastLook: index, deferred: world.to > 0 }
          : world;
        return { world: looked, response: value(snapshotOf(world)) };
      }
      case 'start':
        return { world, response: value(arnOf(world.procs.length)), starts: call.input };
      case 'set-node-count':
        return change(world, index, call.to, versionOf(attempt.payload), changingOf(world, this.interned));
      case 'append':
        return { world, response: value('appended') };
      case 'announce':
        return { world, response: value(null) };
    }
  }
}

/** What is seen after a change is not decided from. */
const isLook = ({ payload }: Attempt): boolean => (payload as { readonly step: string }).step === 'observe';

function change(world: World, index: number, to: number, version: number, changing: number): Effect {
  if (world.to > 0) return { world, response: { kind: 'error', code: 'aws.busy' } };
  if (world.size === to) return { world, response: { kind: 'error', code: 'aws.invalid' } };
  const changed = { ...world, to, version: world.version + 1 };
  const response: Response = { kind: 'value', value: null };
  if (world.lastLook !== index) {
    const violation = `two actors: the call of execution x${index} lands after the look of execution x${world.lastLook}`;
    return { world: changed, response, violation };
  }
  if (world.version !== version) {
    return {
      world: changed,
      response,
      violation: `two changes for one need: execution x${index} decided before the last one`,
    };
  }
  if (changing !== index) {
    const has = changing < 0 ? 'nobody has' : `execution x${changing} has`;
    return {
      world: changed,
      response,
      violation: `out of turn: execution x${index} calls while ${has} the account's turn`,
    };
  }
  return { world: changed, response };
}

function statusOf(world: World, index: number) {
  const proc = world.procs[index];
  if (proc === undefined) return { kind: 'not-found' };
  if (proc.status === 'RUNNING') return { kind: 'running' };
  if (proc.status === 'UNBORN') return { kind: 'not-found' };
  return { kind: 'ended', status: proc.status, stoppedAtMs: proc.settled ? longAgoMs : Date.parse(now) };
}

const clusterOf = ({ size, to }: World) => ({
  kind: 'cluster' as const,
  name: 'c',
  status: to > 0 ? 'modifying' : 'available',
  nodeType: 'dax.r5.large',
  nodeCount: size,
  nodes: Array.from({ length: size }, (_, index) => ({ id: `c-${index}`, status: 'available' })),
});

const series = (value: number) => ({ startMs: 0, periodMs: 60_000, values: [value] });

const snapshotOf = (world: World): Snapshot => ({
  target: 't',
  cluster: clusterOf(world),
  tables: [],
  clusterMetrics: { requests: series(world.need), itemHits: series(world.version) },
  tableMetrics: {},
});

function versionOf(payload: unknown): number {
  const { decided } = payload as { readonly decided: { readonly decision: { readonly evidence: readonly Item[] } } };
  return Number(decided.decision.evidence[0]?.value);
}

import { recordKey } from '../../shared/fleet';
import { type Flow, type FunctionName, PortError, runFunction, type runStep } from '../../shared/flow';
import type { Change, Item, Key, LedgerStore, Update } from '../../shared/ledger';
import type { ParsedRequest } from '../../shared/request';
import type { Decision, Snapshot } from '../../shared/sizing';
import type { Config } from '../../shared/targets';

/** One call of a step to the world: a point at which everything else may happen first. */
export type Call =
  | { readonly port: 'read'; readonly key: Key }
  | { readonly port: 'update'; readonly update: Update }
  | { readonly port: 'append' | 'announce' }
  | { readonly port: 'snapshot' | 'cluster' }
  | { readonly port: 'set-node-count'; readonly from: number; readonly to: number }
  | { readonly port: 'describe'; readonly execution: string }
  | { readonly port: 'start'; readonly input: unknown };

export type Response =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly code: 'aws.busy' | 'aws.invalid' };

/** Where an attempt of a step stands. */
export type Pending =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: string };

export interface Attempt {
  readonly fn: FunctionName;
  readonly payload: unknown;
  readonly attempt: string;
}

export interface Subject {
  readonly config: Config;
  readonly parse: (input: unknown) => ParsedRequest;
  readonly decide: (snapshot: Snapshot) => Decision;
  readonly settleSeconds: number;
  readonly run: typeof runStep;
}

/**
 * Runs the real step from its start with the answers that it has had so far, up to its next call. A step is a function of its
 * payload and these answers, so that running it again leads to the same place; the explorer remembers where.
 */
export function replay(subject: Subject, attempt: Attempt, responses: readonly Response[]): Promise<Pending> {
  return new Promise((resolve, reject) => {
    let next = 0;
    const answer = (call: Call): Promise<never> => {
      const response = responses[next];
      next += 1;
      if (response === undefined) {
        resolve({ kind: 'call', call });
        return new Promise(() => {});
      }
      if (response.kind === 'value') return Promise.resolve(guarded(attempt.fn, response.value) as never);
      return Promise.reject(new PortError(response.code, 'refused', response.code === 'aws.busy', 'no'));
    };
    runFunction(flowOver(subject, answer), attempt.fn, attempt.payload, attempt.attempt, subject.run).then(
      (value) => resolve({ kind: 'returned', value: JSON.parse(JSON.stringify(value)) }),
      (error: unknown) => {
        // As the handlers name them for the machine's Retry. Anything else is a mistake in a step, or in the model.
        if (!(error instanceof PortError)) return reject(error);
        resolve({ kind: 'threw', error: error.retryable ? 'Daxpilot.Transient' : 'Daxpilot.Final' });
      },
    );
  });
}

function flowOver(subject: Subject, answer: (call: Call) => Promise<never>): Flow {
  const ledger: LedgerStore = {
    // No hand-over between clusters is modelled: there is no endpoint record.
    read: ({ pk, sk }) =>
      sk === recordKey('t').sk ? Promise.resolve(undefined) : answer({ port: 'read', key: { pk, sk } }),
    update: (update) => answer({ port: 'update', update }),
    append: () => answer({ port: 'append' }),
    query: () => Promise.reject(new Error('no step of the machine queries rows')),
  };
  return {
    ledger,
    parse: subject.parse,
    decide: subject.decide,
    settleSeconds: subject.settleSeconds,
    ports: {
      config: subject.config,
      observer: {
        snapshot: () => answer({ port: 'snapshot' }),
        cluster: () => answer({ port: 'cluster' }),
        table: () => Promise.reject(new Error('the model has no tables')),
        scaledTable: () => Promise.reject(new Error('the model has no tables')),
        demand: () => Promise.reject(new Error('the model has no learned rules')),
        totals: () => Promise.reject(new Error('the model has no learned rules')),
      },
      changer: {
        setNodeCount: ({ from, to }) => answer({ port: 'set-node-count', from, to }),
        setBillingMode: () => Promise.reject(new Error('the model has no tables')),
        setThroughput: () => Promise.reject(new Error('the model has no tables')),
        setCacheTtl: () => Promise.reject(new Error('the model has no TTLs')),
        rebootNode: () => Promise.reject(new Error('the model has no TTLs')),
      },
      executions: {
        describe: (execution) => answer({ port: 'describe', execution }),
        start: (input) => answer({ port: 'start', input }),
      },
      notifier: { announce: () => answer({ port: 'announce' }) },
    },
  };
}

const turn = ['changing', 'changingAt', 'changingFor', 'changingBy'];

/** The attributes of an item that each step reads, besides those that decisions and people read. */
const read: Readonly<Record<FunctionName, readonly string[]>> = {
  admit: ['owner', 'looking', 'admittedAt', 'crashes'],
  observe: [
    'wakeUps',
    'change',
    'frozen',
    'lastChange',
    'modeSwitches',
    'announced',
    'firstSeen',
    'recentChanges',
    'vetoes',
    'override',
    'approved',
    'learned',
  ],
  decide: [],
  apply: ['owner', 'change', 'frozen', 'override', ...turn],
  progress: [],
  verify: [],
  record: ['announced'],
  release: ['owner', 'crashes', 'change', ...turn],
  recover: ['owner', 'crashes', 'frozen', 'change', ...turn],
  learn: ['learned'],
};

/** Admit keeps the counter for an execution that fails before it looks, which it can only where retries are used up. */
const kept = ['then', 'wakeUps'];

/** The part of an item that a step reads. What it does not read makes no difference to it. */
export function readable(
  { fn, payload }: Attempt,
  item: Item | undefined,
  { keepsAll, mayFail }: { readonly keepsAll: boolean; readonly mayFail: boolean },
): Item | null {
  if (item === undefined) return null;
  const { change, wakeUps = 0, ...others } = item;
  const seen = keepsAll ? change : changeSeen(fn, payload, change as never);
  const known: Item = { ...others, wakeUps, ...(seen !== undefined && { change: seen as never }) };
  const counts = fn === 'admit' && mayFail;
  const entries = Object.entries(known).filter(([name]) => read[fn].includes(name) || (name === 'wakeUps' && counts));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Observe, Release and Recover read an intent only while it is open; Apply asks whether it is its own, and whether it is over. */
function changeSeen(fn: FunctionName, payload: unknown, change: Change | undefined): object | undefined {
  if (change === undefined) return undefined;
  const { decision, state, execution } = change;
  if (fn === 'observe') return state === 'intended' ? change : undefined;
  if (fn === 'release' || fn === 'recover') return state === 'intended' ? { state, execution } : undefined;
  if (fn !== 'apply') return change;
  const { decided } = payload as { readonly decided: { readonly decisionId: string } };
  return decision === decided.decisionId || state === 'intended' ? { decision, state, execution } : undefined;
}

/** A copy whose items refuse to be asked for anything else: so the table above is true. */
function guarded(fn: FunctionName, value: unknown): unknown {
  const copy = structuredClone(value);
  if (typeof copy !== 'object' || copy === null) return copy;
  if ('kind' in copy && copy.kind === 'done' && 'item' in copy)
    return { ...copy, item: watched(fn, copy.item as Item) };
  return copy;
}

function watched(fn: FunctionName, item: Item): Item {
  return new Proxy(item, {
    get(target, name) {
      if (typeof name === 'string' && !kept.includes(name) && !read[fn].includes(name))
        throw new Error(`${fn} reads ${name}`);
      return Reflect.get(target, name);
    },
  });
}

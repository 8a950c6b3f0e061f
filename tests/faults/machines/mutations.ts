import type { LedgerStore, Update } from '../../../shared/ledger';
import type { ReplaceFlow } from '../../../shared/replace/ports';
import { playHandOverPlan } from './hand-over';
import { type HandOverPlan, handOverCells, handOverPlan } from './hand-over-plan';
import type { Played, PlayOptions } from './played';
import { playReviewPlan } from './review';
import { type ReviewPlan, reviewCells, reviewPlan } from './review-plan';

/** A guard that is taken out, in a schedule that needs it, and what must be found then. */
export interface Mutation {
  readonly guard: string;
  readonly play: (options?: PlayOptions) => Promise<Played>;
  readonly without: PlayOptions;
  readonly finds: RegExp;
}

const minuteMs = 60_000;

const handOver =
  (parts: Partial<HandOverPlan>) =>
  (options?: PlayOptions): Promise<Played> => {
    const follows = { joinsAtMs: 0, pollMs: 5_000, skewMs: 0, openMs: 1_000 };
    // Schedule 0 goes straight to its cell, and nothing else is drawn.
    return playHandOverPlan({ ...handOverPlan(0), faults: [], processes: [follows], ...parts }, options);
  };

const review =
  (parts: Partial<ReviewPlan>) =>
  (options?: PlayOptions): Promise<Played> =>
    playReviewPlan({ ...reviewPlan(1), stops: [], faults: [], conditions: [], ...parts }, options);

const always = { fromMs: 0, untilMs: Number.POSITIVE_INFINITY };
const notSent = reviewCells.find(
  ({ operation, fault }) =>
    operation === 'sns:Publish' && fault.kind === 'error' && /Authorization/.test(fault.error.name),
);

const withClusters =
  (change: (clusters: ReplaceFlow['clusters']) => Partial<ReplaceFlow['clusters']>) =>
  (ports: ReplaceFlow): ReplaceFlow => ({ ...ports, clusters: { ...ports.clusters, ...change(ports.clusters) } });

const withUpdates =
  (change: (update: Update) => Update) =>
  (ledger: LedgerStore): LedgerStore => ({ ...ledger, update: (update) => ledger.update(change(update)) });

const onLedger =
  (change: (ledger: LedgerStore) => LedgerStore) =>
  (ports: ReplaceFlow): ReplaceFlow => ({ ...ports, flow: { ...ports.flow, ledger: change(ports.flow.ledger) } });

const lateDeletion = handOverCells.find(
  ({ operation, fault }) => operation === 'dax:DeleteCluster' && fault.kind === 'late',
);
/** Its deletion comes 20 s after it was given up. */
const lateDeletionSeed = 0;

/** In the middle of a hand-over. */
const stopped = { stops: [{ execution: 0, afterMs: 8 * minuteMs }] };

const emptied = new Map<number, number>();

export const mutations: readonly Mutation[] = [
  {
    guard: 'whose cluster it is that is deleted',
    play: handOver({ oldIsOurs: false }),
    without: {
      handOver: withClusters((clusters) => ({
        tags: async (arn) => ({ ...(await clusters.tags(arn)), 'daxpilot:target': 'products' }),
      })),
    },
    finds: /deletion of products, which is not ours/,
  },
  {
    guard: 'whether the old cluster is still sent requests',
    play: handOver({ stubbornUntilMs: 90 * minuteMs }),
    without: {
      handOver: withClusters((clusters) => ({
        counters: async (name, fromMs, nowMs) => ({
          ...(await clusters.counters(name, fromMs, nowMs)),
          requests: emptied,
          reads: emptied,
          writes: emptied,
        }),
      })),
    },
    finds: /deletion of products, used/,
  },
  {
    guard: 'a stage after the other',
    play: handOver({}),
    without: {
      handOver: onLedger(
        withUpdates((update) => (update.set?.phase === 1 ? { ...update, set: { ...update.set, phase: 2 } } : update)),
      ),
    },
    finds: /the record jumps/,
  },
  {
    guard: 'letting go at the end',
    play: handOver({}),
    without: {
      handOver: onLedger(
        withUpdates((update) => (update.remove?.includes('owner') ? { ...update, remove: [] } : update)),
      ),
    },
    finds: /lock left/,
  },
  {
    guard: 'a hand-over goes on after a stop',
    play: handOver(stopped),
    without: { handOver: (ports) => ({ ...ports, start: async () => 'arn:nothing' }) },
    finds: /nobody goes on/,
  },
  {
    guard: 'a recovery goes on with its own hand-over and begins no other one',
    play: handOver({ ...stopped, duplicateEvents: true }),
    without: {
      handOver: (ports) => ({
        ...ports,
        start: ({ resumes: _, ...input }: { resumes?: string }) => ports.start(input),
      }),
    },
    finds: /a recovery has begun a hand-over that nobody asked for/,
  },
  {
    guard: 'a hand-over is begun once a deletion that was asked about before has landed',
    play: handOver({
      seed: lateDeletionSeed,
      creatingMs: minuteMs,
      more: [
        { atMs: 45 * minuteMs, what: 'delete-left' },
        { atMs: 45 * minuteMs + 8_000, what: 'again' },
      ],
      faults: lateDeletion === undefined ? [] : [{ cell: lateDeletion, skip: 0, count: 1 }],
    }),
    without: { handOver: (ports) => ({ ...ports, flow: { ...ports.flow, settleSeconds: 0 } }) },
    finds: /two changes: DeleteCluster/,
  },
  {
    guard: 'a look that was left to an execution that died is started by the one after it',
    play: handOver({ ...stopped, wakesAtMs: [minuteMs] }),
    without: {
      handOver: onLedger((ledger) => ({
        ...ledger,
        read: async (key) => {
          const { crashes: _, ...item } = (await ledger.read(key)) ?? {};
          return Object.keys(item).length === 0 ? undefined : item;
        },
      })),
    },
    finds: /lost wake-up/,
  },
  {
    guard: 'a message that could not be sent is sent again',
    play: review({
      conditions: [{ what: 'alarm-stuck', ...always }],
      faults: notSent === undefined ? [] : [{ cell: notSent, skip: 0, count: 1 }],
    }),
    without: {
      review: ({ flow, surveyor }) => {
        const { announce } = flow.ports.notifier;
        const notifier = {
          announce: (notice: Parameters<typeof announce>[0]) => announce(notice).catch(() => undefined),
        };
        return { surveyor, flow: { ...flow, ports: { ...flow.ports, notifier } } };
      },
    },
    finds: /never told: alarm-stuck/,
  },
  {
    guard: 'an override of a person stays',
    play: review({ conditions: [{ what: 'set-back', ...always }], override: 'of-a-person' }),
    without: {
      review: ({ flow, surveyor }) => ({
        surveyor,
        flow: {
          ...flow,
          ledger: withUpdates(({ when, ...update }) =>
            update.key.pk.startsWith('target#') || when === undefined ? update : { ...update, when },
          )(flow.ledger),
        },
      }),
    },
    finds: /override of a person is gone/,
  },
];

import type { LedgerStore, Update } from '../../../shared/ledger';
import type { ReplaceFlow } from '../../../shared/replace/ports';
import type { PlayOptions } from './played';

/** A guard that is taken out, and what the schedules must find then. */
export interface Mutation {
  readonly guard: string;
  readonly machine: 'replace-cluster' | 'review';
  readonly options: PlayOptions;
  readonly finds: RegExp;
}

const unconditional =
  (isMeant: (update: Update) => boolean) =>
  (ledger: LedgerStore): LedgerStore => ({
    ...ledger,
    update: (update) => {
      const { when: _, ...rest } = update;
      return ledger.update(isMeant(update) ? rest : update);
    },
  });

const withLedger =
  (change: (ledger: LedgerStore) => LedgerStore) =>
  (ports: ReplaceFlow): ReplaceFlow => ({ ...ports, flow: { ...ports.flow, ledger: change(ports.flow.ledger) } });

const withClusters =
  (change: (clusters: ReplaceFlow['clusters']) => Partial<ReplaceFlow['clusters']>) =>
  (ports: ReplaceFlow): ReplaceFlow => ({ ...ports, clusters: { ...ports.clusters, ...change(ports.clusters) } });

const emptied = new Map<number, number>();

export const mutations: readonly Mutation[] = [
  {
    guard: 'nobody asks whose cluster it is that is deleted',
    machine: 'replace-cluster',
    options: {
      handOver: withClusters((clusters) => ({
        tags: async (arn) => ({ ...(await clusters.tags(arn)), 'daxpilot:target': 'products' }),
      })),
    },
    finds: /which is not ours/,
  },
  {
    guard: 'counters are not looked at',
    machine: 'replace-cluster',
    options: {
      handOver: withClusters((clusters) => ({
        counters: async (name, fromMs, nowMs) => ({
          ...(await clusters.counters(name, fromMs, nowMs)),
          requests: emptied,
          reads: emptied,
          writes: emptied,
        }),
      })),
    },
    finds: /deletion of .*, used|two caches|which is (deleting|not there)/,
  },
  {
    guard: 'the record is written whatever stands there by now',
    machine: 'replace-cluster',
    options: { handOver: withLedger(unconditional(({ key }) => key.pk.startsWith('endpoint#'))) },
    finds: /the record jumps/,
  },
  {
    guard: 'whoever wants the turn of the account has it',
    machine: 'replace-cluster',
    options: {
      handOver: withLedger(
        unconditional(({ key, remove = [] }) => key.pk.startsWith('target#') && remove.length === 0),
      ),
    },
    finds: /two changes|the record jumps|lock left/,
  },
  {
    guard: 'a message that could not be sent counts as told',
    machine: 'review',
    options: {
      review: ({ flow, surveyor }) => {
        const notifier = {
          announce: async (notice: Parameters<typeof flow.ports.notifier.announce>[0]) =>
            flow.ports.notifier.announce(notice).catch(() => undefined),
        };
        return { surveyor, flow: { ...flow, ports: { ...flow.ports, notifier } } };
      },
    },
    finds: /never told|reports were sent/,
  },
  {
    guard: 'a review holds whatever a person has said',
    machine: 'review',
    options: {
      review: ({ flow, surveyor }) => ({
        surveyor,
        flow: { ...flow, ledger: unconditional(({ key }) => key.pk.startsWith('target#'))(flow.ledger) },
      }),
    },
    finds: /override of a person is gone|overruled/,
  },
];

import { maxRounds, runStep } from '../../shared/flow';
import { accountKey, type LedgerStore, stopChangingUpdate, type Update } from '../../shared/ledger';
import type { Subject } from './replay';
import { noFaults, type Scenario, subject, unretried } from './scenario';

/** The protocol with one guard taken out, and the smallest run in which that shows. */
export interface Mutation {
  readonly guard: string;
  /** Number of the trace in the protocol's description, where it has one. */
  readonly trace?: 1 | 2 | 3 | 4 | 5;
  readonly subject: Subject;
  readonly scenario: Scenario;
  readonly finds: RegExp;
}

type Run = typeof runStep;
type Flow = Parameters<Run>[0];
type Input = Parameters<Run>[1];
type Step<Name extends Input['step']> = Extract<Input, { readonly step: Name }>;

/** The real steps but for one, which runs on a flow that lies to it, or is followed by something else. */
function changed<Name extends Input['step']>(
  name: Name,
  run: (flow: Flow, input: Step<Name>) => Promise<object>,
): Subject {
  const isIt = (input: Input): input is Step<Name> => input.step === name;
  return { ...subject, run: async (flow, input) => (isIt(input) ? run(flow, input) : runStep(flow, input)) };
}

/** The last round comes first: two wake-ups are enough for a hand-over. */
export function impatient({ run, ...others }: Subject): Subject {
  return {
    ...others,
    run: (flow, input) => run(flow, input.step === 'release' ? { ...input, round: maxRounds } : input),
  };
}

const withLedger = (flow: Flow, ledger: Partial<LedgerStore>): Flow => ({
  ...flow,
  ledger: { ...flow.ledger, ...ledger },
});

const run = (name: string, needs: readonly number[], budget: Partial<Scenario['budget']>): Scenario => ({
  name,
  needs,
  budget: { ...noFaults, ...budget },
});

const twoAndStop = run('2 wake-ups, 1 stop', [5, 4], { stops: 1 });
const isTarget = (update: Update): boolean => update.key.pk.startsWith('target#');

export const mutations: readonly Mutation[] = [
  {
    guard: 'Release takes a refusal for a new wake-up and does not read who owns the target',
    trace: 1,
    subject: changed('release', (flow, input) =>
      runStep(withLedger(flow, { read: async () => ({ owner: input.execution }) }), input),
    ),
    scenario: run('1 wake-up, 1 lost response', [5], { losses: 1 }),
    finds: /two owners/,
  },
  {
    guard: 'Admit does not ask whether the owner lives',
    trace: 2,
    subject: changed('admit', (flow, input) => {
      const executions = { ...flow.ports.executions, describe: async () => ({ kind: 'running' as const }) };
      return runStep({ ...flow, ports: { ...flow.ports, executions } }, input);
    }),
    scenario: twoAndStop,
    finds: /lost wake-up|lock left/,
  },
  {
    guard: 'HandOver starts the successor before it lets go',
    trace: 3,
    subject: impatient(
      changed('hand-over', async (flow, input) => {
        const successor = await flow.ports.executions.start({ target: input.target, reason: 'successor' });
        const executions = { ...flow.ports.executions, start: async () => successor };
        return runStep({ ...flow, ports: { ...flow.ports, executions } }, input);
      }),
    ),
    scenario: run('2 wake-ups', [5, 4], {}),
    finds: /lost wake-up/,
  },
  {
    guard: 'Apply writes no intent (the 30 s hold)',
    trace: 4,
    subject: changed('apply', (flow, input) =>
      runStep(
        withLedger(flow, {
          update: async (update) => (isTarget(update) ? { kind: 'done', item: {} } : flow.ledger.update(update)),
        }),
        input,
      ),
    ),
    scenario: twoAndStop,
    // Nothing says that the turn has to stay.
    finds: /two actors|two changes|out of turn/,
  },
  {
    guard: 'nobody waits out the 30 s (the intent holds)',
    trace: 4,
    subject: { ...subject, settleSeconds: 0 },
    scenario: twoAndStop,
    finds: /two actors|two changes|out of turn/,
  },
  {
    guard: 'Recover starts an execution only if it has freed something',
    trace: 5,
    subject: changed('recover', async (flow, input) => {
      const result = (await runStep(flow, input)) as {
        readonly kind: string;
        readonly freed?: { readonly owner: boolean };
      };
      return result.freed?.owner === false ? { kind: 'ignored', reasonCode: 'nothing-freed', text: '' } : result;
    }),
    scenario: twoAndStop,
    finds: /lost wake-up/,
  },
  {
    guard: 'Observe does not wait for a foreign intent: the 30 s count from the end of the owner only',
    subject: changed('observe', (flow, input) =>
      runStep(
        withLedger(flow, {
          update: async (update) => {
            const result = await flow.ledger.update(update);
            if (result.kind === 'refused') return result;
            const { change: _unseen, ...item } = { change: null, ...result.item };
            return { ...result, item };
          },
        }),
        input,
      ),
    ),
    scenario: twoAndStop,
    finds: /two actors|two changes/,
  },
  {
    guard: 'Release lets go whatever was counted meanwhile',
    subject: changed('release', (flow, input) =>
      runStep(
        withLedger(flow, {
          update: (update) =>
            flow.ledger.update(
              isTarget(update)
                ? { ...update, when: { kind: 'equals', path: 'owner', value: input.execution } }
                : update,
            ),
        }),
        input,
      ),
    ),
    scenario: run('2 wake-ups', [5, 4], {}),
    finds: /lost wake-up/,
  },
  {
    guard: 'Observe reads the counter after the look',
    subject: changed('observe', async (flow, input) => {
      const result = await runStep(flow, input);
      const later = await flow.ledger.update({ key: { pk: `target#${input.target}`, sk: 'state' }, set: {} });
      return { ...result, seen: later.kind === 'done' ? later.item.wakeUps : null };
    }),
    scenario: run('2 wake-ups', [5, 4], {}),
    finds: /lost wake-up/,
  },
  {
    guard: 'Admit takes over without a condition',
    subject: changed('admit', (flow, input) =>
      runStep(
        withLedger(flow, {
          update: (update) => {
            const { when: _condition, ...unconditional } = update;
            return flow.ledger.update(unconditional);
          },
        }),
        input,
      ),
    ),
    scenario: run('3 wake-ups, 1 stop', [5, 4, 6], { stops: 1 }),
    finds: /two owners/,
  },
  {
    guard: 'Release gives the turn back although an intent of its execution is open',
    // The calls are as many as before the guard: a schedule of the fault matrix goes the same way until it matters.
    subject: changed('release', (flow, input) =>
      runStep(
        withLedger(flow, {
          read: async (key) => {
            if (key.pk !== accountKey.pk) return flow.ledger.read(key);
            await flow.ledger.update(stopChangingUpdate(input.execution));
            return undefined;
          },
        }),
        input,
      ),
    ),
    scenario: { ...run('1 wake-up, 1 late attempt, changes not retried', [5], { lates: 1 }), retries: unretried },
    finds: /out of turn/,
  },
  {
    guard: 'Recover gives the turn back although an intent of the dead execution is open',
    subject: changed('recover', async (flow, input) => {
      const { detail } = input.event as { readonly detail: { readonly executionArn: string } };
      if (input.waited) await flow.ledger.update(stopChangingUpdate(detail.executionArn));
      return runStep(flow, input);
    }),
    scenario: run('1 wake-up, 1 stop', [5], { stops: 1 }),
    finds: /out of turn/,
  },
  {
    guard: 'an execution that is admitted by a repetition and fails before its look lets go by the counter',
    subject: changed('admit', (flow, input) => counting(flow, input, 'admitted')),
    scenario: { ...run('2 wake-ups, 2 lost responses, looks not retried', [5, 4], { losses: 2 }), retries: unretried },
    finds: /lost wake-up/,
  },
];

/** The step, whose answers of one kind say what its last update counted. */
async function counting(flow: Flow, input: Input, kind: string): Promise<object> {
  let counter: number | null = null;
  const ledger: Partial<LedgerStore> = {
    update: async (update) => {
      const result = await flow.ledger.update(update);
      if (result.kind === 'done') counter = Number(result.item.wakeUps ?? 0) + (update.returning === 'before' ? 1 : 0);
      return result;
    },
  };
  const result = (await runStep(withLedger(flow, ledger), input)) as { readonly kind: string };
  return result.kind === kind ? { ...result, seen: counter } : result;
}

/** Found only in the long runs. */
export const deepMutations: readonly Mutation[] = [
  {
    guard: 'an execution that fails while it waits out an intent lets go by the counter',
    subject: changed('observe', (flow, input) => counting(flow, input, 'wait')),
    scenario: {
      ...run('2 wake-ups, 1 stop, 1 lost response, looks not retried', [5, 4], { stops: 1, losses: 1 }),
      retries: unretried,
    },
    finds: /lost wake-up/,
  },
  {
    guard: 'a take-over that fails coalesces, whoever has the target now',
    subject: changed('admit', (flow, input) => {
      let isLost = false;
      return runStep(
        withLedger(flow, {
          update: async (update) => {
            const result = await flow.ledger.update(update);
            isLost = result.kind === 'refused';
            return result;
          },
          read: async (key) => (isLost ? undefined : flow.ledger.read(key)),
        }),
        input,
      );
    }),
    scenario: run('2 wake-ups, 2 stops', [5, 4], { stops: 2 }),
    finds: /lost wake-up|lock left/,
  },
  {
    guard: 'Admit coalesces onto an owner that runs but has not begun to look',
    subject: changed('admit', (flow, input) => {
      const looking = (item: Readonly<Record<string, unknown>>) =>
        ({ owner: item.owner, admittedAt: item.admittedAt, looking: item.owner }) as never;
      return runStep(
        withLedger(flow, {
          read: async (key) => {
            const item = await flow.ledger.read(key);
            return item && { crashes: item.crashes ?? 0, ...(looking(item) as object) };
          },
          update: async (update) => {
            const result = await flow.ledger.update(update);
            return result.kind === 'done' ? { kind: 'done', item: looking(result.item) } : result;
          },
        }),
        input,
      );
    }),
    scenario: run('3 wake-ups, 1 late attempt', [5, 4, 6], { lates: 1 }),
    finds: /lost wake-up|lock left/,
  },
];

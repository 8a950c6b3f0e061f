import {
  type GateName,
  gates,
  type Procedure,
  type ProcedureName,
  procedures,
  type Rules,
} from '../../shared/handover';
import { type Budget, noFaults, type Scenario, type Subject } from './scenario';

export interface Mutation {
  /** The guard that is taken out. */
  readonly guard: string;
  readonly scenario: Scenario;
  readonly subject: Subject;
  readonly finds: RegExp;
}

const stale = /stale read/;

const scenario = (procedure: ProcedureName, budget: Partial<Budget> = {}, more: Partial<Scenario> = {}): Scenario => ({
  name: procedure,
  procedure,
  followers: 2,
  ...more,
  budget: { ...noFaults, ...budget },
});

const alone = (more: Partial<Scenario> = {}): Partial<Scenario> => ({ followers: 1, ...more });

/** The real rules, with some gates that are always open. */
function without(...names: readonly GateName[]): Rules {
  const open = Object.fromEntries(names.map((name) => [name, () => ({ kind: 'open' }) as const]));
  return { procedures, gates: { ...gates, ...open } };
}

function changed(name: ProcedureName, change: (procedure: Procedure) => Procedure): Rules {
  return { procedures: { ...procedures, [name]: change(procedures[name]) }, gates };
}

/** One step of a procedure as it should not be. */
const stepOf =
  (from: string, direction: 'forward' | 'back', step: Partial<Procedure['steps'][number]>) =>
  (procedure: Procedure): Procedure => ({
    ...procedure,
    steps: procedure.steps.map((one) => (one.from === from && one.direction === direction ? { ...one, ...step } : one)),
  });

export const mutations: readonly Mutation[] = [
  {
    guard: 'the acknowledgement before the seal',
    scenario: scenario('replace'),
    subject: { rules: changed('replace', stepOf('bridge-new', 'forward', { gates: [] })), followsJumps: true },
    finds: stale,
  },
  {
    guard: 'the acknowledgement of the first bridge',
    scenario: scenario('replace', { writes: 1 }),
    subject: { rules: changed('replace', stepOf('bridge-old', 'forward', { gates: [] })) },
    finds: /stale read|refuses the record/,
  },
  { guard: 'the age of new', scenario: scenario('replace'), subject: { rules: without('new-aged') }, finds: stale },
  {
    guard: 'the age of new, in an introduction',
    scenario: scenario('introduce'),
    subject: { rules: without('new-aged') },
    finds: stale,
  },
  {
    guard: 'no warming before the seal (item TTL 0)',
    scenario: scenario('replace-paused', { writes: 1 }, alone()),
    subject: { warmsAnyTime: true },
    finds: stale,
  },
  {
    guard: 'no warming before replicas of the table have caught up (item TTL 0)',
    scenario: scenario('introduce-paused', { writes: 1 }, alone()),
    subject: { rules: without('settled') },
    finds: stale,
  },
  {
    guard: 'the pause, with an item TTL of 0',
    scenario: scenario('replace-paused'),
    subject: {
      rules: changed('replace-paused', (procedure) =>
        stepOf('bridge-new', 'forward', { afterwards: ['old-quiet', 'settled', 'warmed'] })({
          ...stepOf('bridge-old', 'forward', { to: 'bridge-new', afterwards: ['old-reads-quiet'] })(procedure),
        }),
      ),
    },
    finds: stale,
  },
  {
    guard: 'a pause that processes keep to',
    scenario: scenario('introduce-paused'),
    subject: { ignoresHold: true },
    finds: stale,
  },
  {
    guard: 'the proof that nobody wrote through old since the pause',
    scenario: scenario('replace-paused', {}, alone({ literal: 'writes' })),
    subject: { rules: without('old-quiet-since-pause') },
    finds: stale,
  },
  {
    guard: 'no writes around DAX in a hand-over',
    scenario: scenario('replace', { fallbacks: 1 }),
    subject: { fallsBackInPhases: true },
    finds: stale,
  },
  {
    guard: 'calls in flight count',
    scenario: scenario('introduce-paused'),
    subject: { ignoresOpenCalls: true },
    finds: stale,
  },
  {
    guard: 'calls that were given up count',
    scenario: scenario('introduce-paused', { givenUps: 1 }, { seenCounts: true }),
    subject: { ignoresGivenUpCalls: true },
    finds: stale,
  },
  {
    guard: 'reads of old are over before writes go through new',
    scenario: scenario('replace', { writes: 1 }, alone({ literal: 'reads' })),
    subject: { rules: without('old-reads-quiet') },
    finds: stale,
  },
  {
    guard: 'requests to old are over at the seal',
    scenario: scenario('replace', {}, alone({ literal: 'writes' })),
    subject: { rules: without('old-quiet') },
    finds: stale,
  },
  {
    guard: 'counters are of minutes after the acknowledgement',
    scenario: scenario('replace', { writes: 1, losses: 1 }),
    subject: { rules: changed('replace', stepOf('bridge-old', 'forward', { afterwards: [] })) },
    finds: stale,
  },
  {
    guard: 'the way back 2 -> 1 -> 0 waits for the seal of new',
    scenario: scenario('replace', { turns: 1 }),
    subject: {
      rules: changed('replace', stepOf('bridge-old', 'back', { gates: [], afterwards: ['old-aged'] })),
      followsJumps: true,
    },
    finds: stale,
  },
  {
    guard: 'the way back 2 -> 1 -> 0 waits for the age of old',
    scenario: scenario('replace', { turns: 1 }),
    subject: { rules: without('old-aged') },
    finds: stale,
  },
  {
    guard: 'the way back from 3 waits for whoever still reads through new',
    scenario: scenario('replace', { writes: 1, turns: 1, losses: 1 }),
    subject: { rules: changed('replace', stepOf('bridge-new', 'back', { afterwards: [] })) },
    finds: stale,
  },
  {
    guard: 'with an item TTL of 0 nothing leads back into old',
    scenario: scenario('replace-paused', { turns: 1 }, alone()),
    subject: {
      rules: changed('replace-paused', (procedure) => ({
        ...procedure,
        turns: procedure.turns.map((turn) => (turn.from === 'bridge-new' ? { ...turn, to: 'bridge-old' } : turn)),
        steps: [
          ...procedure.steps,
          { from: 'bridge-old', to: 'old', direction: 'back', gates: ['acknowledged'], afterwards: ['new-quiet'] },
        ],
      })),
    },
    finds: stale,
  },
  {
    guard: 'no phase is jumped over: processes refuse',
    scenario: scenario('replace', {}, alone()),
    subject: { rules: changed('replace', stepOf('old', 'forward', { to: 'bridge-new' })) },
    finds: /refuses the record/,
  },
  {
    guard: 'no phase is jumped over, by processes that follow anything',
    scenario: scenario('replace', { writes: 1 }),
    subject: { rules: changed('replace', stepOf('old', 'forward', { to: 'bridge-new' })), followsJumps: true },
    finds: stale,
  },
  {
    guard: 'a cluster is quiet before it is deleted',
    scenario: scenario('remove', { writes: 1, losses: 1 }),
    subject: { deletesBeforeQuiet: true },
    finds: /is deleted while a process sends calls through it/,
  },
  {
    guard: 'a process registers before it serves, and reads the record again',
    scenario: scenario('introduce-paused', {}, alone({ joins: true })),
    subject: { registersLate: true },
    finds: /stale read|refuses the record/,
  },
  {
    guard: 'a lease outlives the calls of its process',
    scenario: scenario('introduce-paused', { kills: 1, givenUps: 0 }),
    subject: { goodbyeAtOnce: true },
    finds: stale,
  },
  {
    guard: 'a second attempt waits until new has forgotten the first',
    scenario: scenario('replace-held', { writes: 1, attempts: 1, turns: 1 }, alone()),
    subject: { rules: without('new-unused') },
    finds: stale,
  },
  {
    guard: 'writes are held until nobody writes through old',
    scenario: scenario('replace-held', { writes: 1 }, alone({ literal: 'writes' })),
    subject: { rules: without('old-writes-quiet') },
    finds: stale,
  },
  {
    guard: 'a gate that does not open turns the hand-over round',
    scenario: scenario('replace', { writes: 1, turns: 1 }, alone({ literal: 'reads' })),
    subject: { rules: changed('replace', (procedure) => ({ ...procedure, turns: [] })) },
    finds: /stuck/,
  },
];

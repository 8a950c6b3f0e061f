import { readAndWrite, type StageName, stageNames, stages } from './stages';

/** What has to be true before the record may leave a stage. What each of them asks is in `gates.ts`. */
export const gateNames = [
  'fleet',
  'acknowledged',
  'old-available',
  'new-available',
  'new-unused',
  'same-ttl',
  'old-reads-quiet',
  'old-writes-quiet',
  'old-quiet',
  'old-quiet-since-pause',
  'new-reads-quiet',
  'new-quiet',
  'late-in-minute',
  'minute-over',
  'settled',
  'new-aged',
  'old-aged',
  'warmed',
] as const;
export type GateName = (typeof gateNames)[number];

export interface ProtocolStep {
  readonly from: StageName;
  readonly to: StageName;
  /** `back`: this is how a hand-over returns once it has turned round. */
  readonly direction: 'forward' | 'back';
  readonly gates: readonly GateName[];
  /**
   * When all gates are open the stage is sealed: the time is noted, and these count from it. That includes the counters: who is not
   * heard of any more and still serves shows only in minutes that begin after the others have acknowledged.
   */
  readonly afterwards: readonly GateName[];
}

/** How a hand-over turns round in a stage: at once, because nobody is further than one stage away from where it goes. */
export interface Turn {
  readonly from: StageName;
  readonly to: StageName;
}

export interface Procedure {
  readonly first: StageName;
  readonly last: StageName;
  readonly steps: readonly ProtocolStep[];
  readonly turns: readonly Turn[];
  /** Where the way back ends. */
  readonly backAt: readonly StageName[];
}

export const procedureNames = [
  'introduce',
  'introduce-paused',
  'replace',
  'replace-paused',
  'replace-held',
  'remove',
] as const;
export type ProcedureName = (typeof procedureNames)[number];

const forward = (
  from: StageName,
  to: StageName,
  gates: readonly GateName[],
  afterwards: readonly GateName[] = [],
): ProtocolStep => ({ from, to, direction: 'forward', gates, afterwards });

const back = (
  from: StageName,
  to: StageName,
  gates: readonly GateName[],
  afterwards: readonly GateName[] = [],
): ProtocolStep => ({ from, to, direction: 'back', gates, afterwards });

const newReady = ['new-available', 'new-unused', 'same-ttl'] as const;
const start = ['fleet', 'acknowledged'] as const;

/** From the first record that reads through the new cluster to the end. */
const throughNew = [
  forward('new', 'settled', ['acknowledged']),
  forward('settled', 'taken', ['acknowledged']),
] as const;

const turnsFromNew: readonly Turn[] = [
  { from: 'new', to: 'bridge-new' },
  { from: 'settled', to: 'bridge-new' },
];

/** The whole protocol as plain data; `nextStep` walks it, and so can anybody else. */
export const procedures: Readonly<Record<ProcedureName, Procedure>> = {
  introduce: {
    first: 'old',
    last: 'taken',
    steps: [
      forward('old', 'bridge-new', [...start, ...newReady]),
      forward('bridge-new', 'new', ['acknowledged'], ['new-aged', 'warmed']),
      ...throughNew,
      back('bridge-new', 'gone', ['acknowledged'], ['new-reads-quiet']),
    ],
    turns: [{ from: 'bridge-new', to: 'gone' }, ...turnsFromNew],
    backAt: ['gone'],
  },
  'introduce-paused': {
    first: 'old',
    last: 'taken',
    steps: [
      forward('old', 'pause', [...start, ...newReady]),
      forward('pause', 'bridge-new', ['acknowledged']),
      forward('bridge-new', 'new', ['acknowledged'], ['settled', 'warmed']),
      ...throughNew,
      back('bridge-new', 'gone', ['acknowledged'], ['new-reads-quiet']),
    ],
    turns: [{ from: 'pause', to: 'gone' }, { from: 'bridge-new', to: 'gone' }, ...turnsFromNew],
    backAt: ['gone'],
  },
  replace: {
    first: 'old',
    last: 'taken',
    steps: [
      forward('old', 'bridge-old', [...start, 'old-available', ...newReady]),
      forward('bridge-old', 'bridge-new', ['acknowledged'], ['old-reads-quiet']),
      forward('bridge-new', 'new', ['acknowledged'], ['old-quiet', 'new-aged', 'warmed']),
      ...throughNew,
      back('bridge-new', 'bridge-old', ['acknowledged'], ['new-reads-quiet']),
      back('bridge-old', 'old', ['acknowledged'], ['new-quiet', 'old-aged']),
    ],
    turns: [{ from: 'bridge-old', to: 'old' }, { from: 'bridge-new', to: 'bridge-old' }, ...turnsFromNew],
    backAt: ['old'],
  },
  // What the old cluster holds never ages, so once something was written through the new one there is no way back into it.
  'replace-paused': {
    first: 'old',
    last: 'taken',
    steps: [
      forward('old', 'bridge-old', [...start, 'old-available', ...newReady]),
      forward('bridge-old', 'pause', ['acknowledged'], ['old-reads-quiet', 'late-in-minute']),
      forward('pause', 'bridge-new', ['acknowledged'], ['minute-over']),
      forward('bridge-new', 'new', ['acknowledged'], ['old-quiet-since-pause', 'settled', 'warmed']),
      ...throughNew,
      back('bridge-new', 'gone', ['acknowledged'], ['new-reads-quiet']),
    ],
    turns: [
      { from: 'bridge-old', to: 'old' },
      { from: 'pause', to: 'old' },
      { from: 'bridge-new', to: 'gone' },
      ...turnsFromNew,
    ],
    backAt: ['old', 'gone'],
  },
  // Reads never leave the caches. Once writes go through the new cluster the way back is a hand-over of its own.
  'replace-held': {
    first: 'old',
    last: 'taken',
    steps: [
      forward('old', 'held-old', [...start, 'old-available', ...newReady]),
      forward('held-old', 'held-new', ['acknowledged'], ['old-writes-quiet', 'settled', 'warmed']),
      forward('held-new', 'new', ['acknowledged'], ['old-reads-quiet']),
      ...throughNew,
      back('held-old', 'old', ['acknowledged'], ['new-quiet']),
    ],
    turns: [
      { from: 'held-old', to: 'old' },
      { from: 'held-new', to: 'held-old' },
    ],
    backAt: ['old'],
  },
  remove: {
    first: 'old',
    last: 'gone',
    steps: [
      forward('old', 'bridge-old', [...start, 'old-available']),
      forward('bridge-old', 'gone', ['acknowledged'], ['old-reads-quiet']),
    ],
    turns: [{ from: 'bridge-old', to: 'old' }],
    backAt: ['old'],
  },
};

/** The stages with who reads and writes where, and the procedures through them: plain JSON, for explorers of other people. */
export const protocol = {
  stages: stageNames.map((name) => ({ name, ...stages[name], ...readAndWrite(name) })),
  procedures,
} as const;

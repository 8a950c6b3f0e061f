import type { Change, LastChange, VetoedOption } from '../ledger';
import type { Problem, Request } from '../request/request';
import type { Action, Decision, Evidence, History, Judgement, Override, Veto } from '../sizing';

/**
 * What the state machine hands to a step and gets back: plain JSON, of one version. Machine and functions are deployed together;
 * fields may be added within a version (`older-payload.ts` fills them in), and a payload of another version is refused and not
 * guessed at.
 */
export const schemaVersion = 1;

interface Head {
  readonly schemaVersion: 1;
  /** ARN of the execution. */
  readonly execution: string;
  /** Entered time of the state, ISO 8601. For decisions only: it does not move when the task is retried. */
  readonly now: string;
}

// Admit

export interface AdmitInput extends Head {
  readonly step: 'admit';
  /** Whatever started the execution: alarm event, manual input, schedule. */
  readonly input: unknown;
  /** What an earlier answer of `wait` asked to go on with; null at first. */
  readonly resume: AdmitResume | null;
}

export type AdmitResume =
  | { readonly kind: 'backed-off' }
  | { readonly kind: 'take-over'; readonly dead: string }
  | { readonly kind: 'confirm'; readonly checks: number };

export type AdmitResult = Admission &
  (
    | { readonly kind: 'admitted' }
    /** Looks without holding the target, and never changes it. */
    | { readonly kind: 'plan' }
    | { readonly kind: 'wait'; readonly seconds: number; readonly resume: AdmitResume }
    | { readonly kind: 'ended'; readonly record: DecisionRecord }
  );

/** Null where the input is no request. */
export interface Admission {
  readonly target: string | null;
  readonly request: Request | null;
  /**
   * `wakeUps` as counted by an admission at the first try: an execution that fails before it looks owes nobody an answer but its own
   * waker. Null if wake-ups of others may be among them, which are answered by a look or by a successor.
   */
  readonly seen: number | null;
  /** What the machine waits where an attempt may still be alive. */
  readonly settleSeconds: number;
}

// Observe

export interface ObserveInput extends Head {
  readonly step: 'observe';
  readonly target: string;
  readonly request: Request;
  readonly round: number;
  /** The intent for which this execution has waited already; null at first. */
  readonly settled: string | null;
}

export type ObserveResult =
  | Observation
  /** Nothing was looked at yet, although others leave their wake-ups to whoever said that it looks. */
  | { readonly kind: 'wait'; readonly seen: null; readonly seconds: number; readonly settled: string }
  /** No look, or none that may be acted on. */
  | Stopped;

export interface Observation {
  readonly kind: 'observed';
  /** `wakeUps` as read before the look; null for a plan, which holds nothing. */
  readonly seen: number | null;
  /** The snapshot, packed. */
  readonly snapshot: string;
  readonly history: History;
  readonly frozen: boolean;
  readonly announced: string | null;
  readonly modeSwitches: readonly { readonly table: string; readonly atMs: number }[];
  readonly recentChanges: readonly LastChange[];
  /** With those whose time is over: they count the strikes. */
  readonly vetoes: readonly Veto[];
  /** What a person has approved since the last look; null for nothing. */
  readonly approval: ObservedApproval | null;
  /** One that this look found to be over, and so does not count. */
  readonly expiredOverride: Override | null;
  readonly observedAt: string;
}

export type ObservedApproval =
  | { readonly kind: 'valid'; readonly decision: string; readonly by: string; readonly action: Action }
  | { readonly kind: 'invalid'; readonly decision: string; readonly text: string };

export interface Stopped {
  readonly kind: 'stopped';
  readonly seen: number | null;
  readonly outcome: 'held' | 'failed';
  readonly reasonCode: string;
  readonly text: string;
  readonly announced: string | null;
  readonly observedAt: string;
}

// Decide

export interface DecideInput extends Head {
  readonly step: 'decide';
  readonly target: string;
  readonly request: Request;
  readonly round: number;
  readonly observation: Observation;
}

export interface DecideResult {
  readonly kind: 'apply' | 'hold' | 'recommend';
  readonly decisionId: string;
  readonly decidedAt: string;
  readonly decision: Decision;
  /** Why it is not applied although `decide()` says so, first of all codes; null if it says so itself. */
  readonly because: string | null;
  /** What the resource looked like; Apply goes on only if it still does. Null where nothing is to be applied. */
  readonly saw: Sight | null;
  /** A person may approve it. */
  readonly needsApproval?: boolean;
  /** What became of an approval that was observed. */
  readonly approval?: { readonly kind: 'used' | 'lapsed'; readonly decision: string; readonly text: string };
  /** A roll-back: the decision whose change it takes back. */
  readonly undoes?: string;
}

/** The part of a resource's state that a change depends on. */
export type Sight =
  | { readonly kind: 'cluster'; readonly status: string; readonly nodeCount: number; readonly ttl?: string }
  | {
      readonly kind: 'table';
      readonly status: string;
      readonly billingMode: string;
      readonly units: string;
    };

// Apply

export interface ApplyInput extends Head {
  readonly step: 'apply';
  readonly target: string;
  readonly round: number;
  readonly decided: DecideResult;
  /** Different for every attempt. */
  readonly attempt: string;
  /** Attempts of this task that failed before this one; they may still be alive. */
  readonly retries: number;
}

export type ApplyResult =
  | {
      readonly kind: 'applied';
      readonly appliedAt: string;
      readonly waitSeconds: number;
      /** False if the call may have been cut off after its first part: it is made again when the resource has settled. */
      readonly finished: boolean;
    }
  /** Look again after `seconds`. */
  | { readonly kind: 'again'; readonly seconds: number; readonly reasonCode: string }
  | {
      readonly kind: 'ended';
      readonly outcome: 'held' | 'failed';
      readonly reasonCode: string;
      readonly text: string;
      /** To be waited out before the target is let go; 0 if no other attempt can be alive. */
      readonly seconds: number;
    };

// Progress

export interface ProgressInput extends Head {
  readonly step: 'progress';
  readonly target: string;
  readonly decided: DecideResult;
  readonly appliedAt: string;
  readonly finished: boolean;
}

export type ProgressResult =
  /** The resource is where it should be, but the call has to be finished. */
  | { readonly kind: 'unfinished' }
  | { readonly kind: 'waiting'; readonly seconds: number; readonly text: string }
  | { readonly kind: 'done'; readonly completedAt: string; readonly bakeSeconds: number }
  | {
      readonly kind: 'failed';
      readonly completedAt: string;
      readonly reasonCode: string;
      readonly text: string;
    };

// Look after

export interface LookAfterInput extends Head {
  readonly step: 'look-after';
  readonly target: string;
  readonly decided: Pick<DecideResult, 'decisionId' | 'decidedAt'>;
  /** The snapshot of the look that was decided from, packed. */
  readonly before: string;
}

export interface LookAfterResult {
  readonly kind: 'looked';
  /** Before and after the change, packed together; of the first what a judgement looks at. */
  readonly snapshots: string;
}

// Verify

export interface VerifyInput extends Head {
  readonly step: 'verify';
  readonly target: string;
  readonly round: number;
  readonly decided: DecideResult;
  /** As the look before the change found it. */
  readonly history: History;
  readonly looked: LookAfterResult;
  readonly completedAt: string;
}

export interface Verification {
  readonly kind: 'verified' | 'not-verified';
  readonly verifiedAt: string;
  readonly residuals: readonly Residual[];
  /** What `decide()` says of the target now. */
  readonly verdict: Decision['verdict'] | null;
  readonly reasonCodes: readonly string[];
  /** Against what the demand model expected for the present load. */
  readonly judgement: Judgement;
  /** The one roll-back that follows, or why none does although it got worse. */
  readonly rollBack: RollBack | null;
}

export type RollBack =
  | { readonly kind: 'follows'; readonly decided: DecideResult; readonly veto: VetoedOption }
  | { readonly kind: 'refused'; readonly why: string; readonly veto: VetoedOption };

/** As it is kept: the roll-back has a row of its own. */
export type RecordedVerification = Omit<Verification, 'rollBack'> & {
  readonly rollBack:
    | { readonly kind: 'follows'; readonly decision: string }
    | { readonly kind: 'refused'; readonly why: string }
    | null;
};

/** One reading before and after the change. */
export interface Residual {
  readonly reading: string;
  readonly before: number | null;
  readonly after: number | null;
  readonly verdict: Evidence['verdict'];
}

// Record

export interface RecordInput extends Head {
  readonly step: 'record';
  readonly target: string;
  readonly request: Request;
  readonly round: number;
  readonly observation: Observation | Stopped;
  readonly decided: DecideResult | null;
  readonly applied: ApplyResult | null;
  readonly progress: ProgressResult | null;
  readonly verification: Verification | null;
  /** Record of an earlier round; null in the first. */
  readonly previous: DecisionRecord | null;
}

export interface RecordFailureInput extends Head {
  readonly step: 'record-failure';
  readonly input: unknown;
  readonly round: number;
  readonly state: string;
  readonly failure: { readonly Error?: string; readonly Cause?: string };
  readonly decided: DecideResult | null;
  readonly previous: DecisionRecord | null;
}

export interface RecordResult {
  readonly kind: 'recorded';
  /** The output of the execution, if it ends with this round. */
  readonly record: DecisionRecord;
}

/** `contract.md`: the output of an execution. */
export interface DecisionRecord {
  readonly schemaVersion: 1;
  /** Null where the input names none. */
  readonly target: string | null;
  /** Null where nothing was looked at: coalesced, ignored, refused. */
  readonly decisionId: string | null;
  readonly outcome: 'held' | 'recommended' | 'applied' | 'coalesced' | 'failed';
  readonly reasonCodes: readonly string[];
  readonly action: Action | null;
  readonly evidence: readonly Evidence[];
  readonly costUsdPerMonth: { readonly before: number | null; readonly after: number | null };
  readonly warnings: readonly string[];
  /** One sentence for people, where the codes need one. */
  readonly text: string | null;
  readonly problems: readonly Problem[];
  readonly verification: RecordedVerification | null;
  /** Ids of all rounds of this execution, the first one first. */
  readonly rounds: readonly string[];
  readonly approval?: RecordedApproval;
  /** The decision whose change was taken back. */
  readonly undoes?: string;
}

export type RecordedApproval =
  /** `daxpilot approve DECISION` until then. */
  | { readonly state: 'pending'; readonly decision: string; readonly expiresAt: string }
  | { readonly state: 'used' | 'lapsed'; readonly decision: string; readonly text: string };

// Release

export interface ReleaseInput extends Head {
  readonly step: 'release';
  /** Null if Admit failed: then it is read from the input. */
  readonly target: string | null;
  readonly input: unknown;
  /** Null if nothing was looked at. */
  readonly seen: number | null;
  readonly round: number;
  readonly ended: 'well' | 'failed';
}

export interface ReleaseResult {
  /** `again`: observe once more. `hand-over`: somebody asked for a look and there is no round left. */
  readonly kind: 'released' | 'again' | 'hand-over';
  readonly target: string | null;
}

export interface HandOverInput extends Head {
  readonly step: 'hand-over';
  readonly target: string;
  readonly ended: 'well' | 'failed';
}

export interface HandOverResult {
  readonly kind: 'handed-over';
  readonly successor: string;
}

// Recover

export interface RecoverInput extends Head {
  readonly step: 'recover';
  /** "Step Functions Execution Status Change" as EventBridge delivered it. */
  readonly event: unknown;
  /** False at first: the 30 s have to be waited out. */
  readonly waited: boolean;
}

export type RecoverResult =
  | { readonly kind: 'wait'; readonly seconds: number }
  | {
      readonly kind: 'start';
      readonly target: string;
      readonly freed: { readonly owner: boolean; readonly changing: boolean };
      readonly crashes: number;
      readonly frozen: boolean;
    }
  | { readonly kind: 'ignored'; readonly reasonCode: string; readonly text: string };

export interface RestartInput extends Head {
  readonly step: 'restart';
  readonly target: string;
}

export interface RestartResult {
  readonly kind: 'started';
  readonly started: string;
}

// Learn

/** Started by a schedule and not by a machine: `execution` is the ARN of its rule, `now` the time for which it fired. */
export interface LearnInput extends Head {
  readonly step: 'learn';
  readonly target: string;
}

export interface LearnResult {
  /** `off`: the policy asks for no rules. `outdated`: a later review was there first. */
  readonly kind: 'learned' | 'off' | 'outdated';
  readonly target: string;
  readonly rules: readonly { readonly resource: string; readonly rule: string }[];
  /** What there is no rule of, and why. */
  readonly skipped: readonly { readonly resource: string; readonly why: string }[];
}

export type StepInput =
  | AdmitInput
  | ObserveInput
  | DecideInput
  | ApplyInput
  | ProgressInput
  | LookAfterInput
  | VerifyInput
  | RecordInput
  | RecordFailureInput
  | ReleaseInput
  | HandOverInput
  | RecoverInput
  | RestartInput
  | LearnInput;

export type StepName = StepInput['step'];

/** A step's answer carries the version as its input does. */
export type Versioned<Result> = Result & { readonly schemaVersion: 1 };

/** The action of an intent, as far as Apply and Progress need it. */
export type Intent = Pick<Change, 'kind' | 'resource' | 'from' | 'to'>;

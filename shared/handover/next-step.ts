import { type GateInput, type GateState, gates as realGates } from './gates';
import type { Journal, Observations, Outcome, Plan } from './plan';
import { type GateName, type Procedure, type ProcedureName, procedures as realProcedures } from './protocol';
import type { EndpointRecord } from './record';
import { isOfStage, recordOf, type StageName } from './stages';

export interface Situation {
  readonly plan: Plan;
  readonly record: EndpointRecord;
  /** Absent: no hand-over has been here. */
  readonly journal: Journal | undefined;
  readonly observations: Observations;
  readonly nowMs: number;
  /** Somebody wants it turned round. */
  readonly abort?: string | undefined;
}

export type Next =
  | { readonly kind: 'wait'; readonly gate: GateName; readonly reasons: readonly string[]; readonly untilMs?: number }
  /** The same record; only the journal beside it changes. */
  | { readonly kind: 'mark'; readonly journal: Journal }
  | { readonly kind: 'write-record'; readonly record: EndpointRecord; readonly journal: Journal }
  | { readonly kind: 'start-warming' }
  | {
      readonly kind: 'roll-back';
      readonly record: EndpointRecord;
      readonly journal: Journal;
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'done'; readonly outcome: Outcome; readonly journal: Journal; readonly reasons: readonly string[] }
  | { readonly kind: 'refuse'; readonly code: RefusalCode; readonly text: string };

export type RefusalCode = 'other-target' | 'other-hand-over' | 'record-by-hand' | 'record-in-hand-over';

export interface Rules {
  readonly procedures: Readonly<Record<ProcedureName, Procedure>>;
  readonly gates: Readonly<Record<GateName, (input: GateInput) => GateState>>;
}

const theRules: Rules = { procedures: realProcedures, gates: realGates };

/**
 * What the controller does next, from nothing but what stands in the ledger and what was observed: it may crash at any point and begin
 * again. Whoever carries it out does so on the condition that the record still has the epoch, and the journal the text, of `situation`.
 */
export function nextStep(situation: Situation, rules: Rules = theRules): Next {
  const { plan, record, journal, nowMs } = situation;
  if (record.target !== plan.target)
    return refuse('other-target', `the record is about ${record.target} and not ${plan.target}`);
  const procedure = rules.procedures[plan.procedure];
  if (journal === undefined || (journal.id !== plan.id && journal.ended !== undefined)) {
    if (!isOfStage(record, procedure.first, plan))
      return refuse(
        'record-in-hand-over',
        `the record of ${plan.target} is in phase ${record.phase} (old ${record.old}, new ${record.new}), and no hand-over put it there`,
      );
    return { kind: 'mark', journal: { id: plan.id, stage: procedure.first, direction: 'forward', sinceMs: nowMs } };
  }
  if (journal.id !== plan.id)
    return refuse('other-hand-over', `hand-over ${journal.id} of ${plan.target} is under way in ${journal.stage}`);
  if (!isOfStage(record, journal.stage, plan))
    return refuse(
      'record-by-hand',
      `the record of ${plan.target} does not say what ${journal.stage} would have it say: somebody else wrote it`,
    );
  if (journal.ended !== undefined) return afterTheEnd(situation, journal, journal.ended);
  return walk({ ...situation, journal }, procedure, rules.gates);
}

type Underway = Situation & { readonly journal: Journal };

function walk(at: Underway, procedure: Procedure, gates: Rules['gates']): Next {
  const { plan, journal, nowMs, abort } = at;
  const overdue = nowMs - journal.sinceMs >= plan.timeoutsMs[journal.stage];
  const ending = endOf(procedure, plan, journal);
  if (ending !== undefined) return end(at, ending, gates, overdue);

  const step = procedure.steps.find(({ from, direction }) => from === journal.stage && direction === journal.direction);
  if (step === undefined) throw new Error(`${plan.procedure} has no way on from ${journal.stage}`);
  if (abort !== undefined && journal.direction === 'forward') {
    const turned = turn(at, procedure, `stopped: ${abort}`);
    if (turned !== undefined) return turned;
  }
  const first = firstShut(step.gates, at, gates);
  if (first?.state.kind === 'broken') return unsealed(journal);
  if (first !== undefined) return shutOrTurn(at, procedure, first, overdue);
  const { afterwards } = step;
  if (afterwards.length > 0 && journal.sealedAtMs === undefined)
    return { kind: 'mark', journal: { ...journal, sealedAtMs: nowMs } };
  const later = firstShut(afterwards, at, gates);
  if (later?.state.kind === 'broken') return unsealed(journal);
  if (later === undefined) return { kind: 'write-record', ...enter(at, step.to) };
  if (later.gate === 'warmed' && at.observations.warming === 'not-begun') return { kind: 'start-warming' };
  return shutOrTurn(at, procedure, later, overdue);
}

interface Shut {
  readonly gate: GateName;
  readonly state: Exclude<GateState, { readonly kind: 'open' }>;
}

function firstShut(names: readonly GateName[], at: Underway, gates: Rules['gates']): Shut | undefined {
  let found: Shut | undefined;
  for (const gate of names) {
    const state = gates[gate](at);
    if (state.kind === 'open') continue;
    // What makes waiting pointless, or begins it anew, is said first.
    if (state.kind !== 'shut') return { gate, state };
    found ??= { gate, state };
  }
  return found;
}

function shutOrTurn(at: Underway, procedure: Procedure, { gate, state }: Shut, overdue: boolean): Next {
  const late = overdue ? `${at.journal.stage} has not been left in time` : undefined;
  const why = state.kind === 'hopeless' || late === undefined ? state.why : `${late}: ${state.why}`;
  if (at.journal.direction === 'forward' && (overdue || state.kind === 'hopeless')) {
    const turned = turn(at, procedure, why);
    if (turned !== undefined) return turned;
  }
  const untilMs = state.kind === 'shut' ? state.untilMs : undefined;
  return { kind: 'wait', gate, reasons: [why], ...(untilMs === undefined ? {} : { untilMs }) };
}

/** Undefined where there is no way back from: the stage is left forward or not at all. */
function turn(at: Underway, procedure: Procedure, why: string): Next | undefined {
  const { journal } = at;
  if (journal.stage === procedure.first)
    return { kind: 'done', outcome: 'not-started', journal: { ...journal, ended: 'not-started' }, reasons: [why] };
  const way = procedure.turns.find(({ from }) => from === journal.stage);
  if (way === undefined) return undefined;
  const { record, journal: entered } = enter(at, way.to);
  return { kind: 'roll-back', record, journal: { ...entered, direction: 'back', turned: why }, reasons: [why] };
}

function enter(at: Underway, stage: StageName): { readonly record: EndpointRecord; readonly journal: Journal } {
  const { plan, record, journal, nowMs } = at;
  const { id, direction, turned } = journal;
  return {
    record: recordOf(stage, {
      target: plan.target,
      epoch: record.epoch + 1,
      itemTtlMs: plan.itemTtlMs,
      old: plan.old,
      new: plan.new,
    }),
    journal: { id, stage, direction, sinceMs: nowMs, ...(turned === undefined ? {} : { turned }) },
  };
}

function unsealed({ sealedAtMs: _broken, ...journal }: Journal): Next {
  return { kind: 'mark', journal };
}

/** At the end everybody should know; but only deletion depends on it, and the next hand-over asks again. */
function end(at: Underway, outcome: Outcome, gates: Rules['gates'], overdue: boolean): Next {
  const { journal, nowMs } = at;
  const state = gates.acknowledged(at);
  if (state.kind === 'open') return done({ ...journal, sealedAtMs: nowMs, ended: outcome }, outcome, [journal.turned]);
  if (!overdue) return { kind: 'wait', gate: 'acknowledged', reasons: [state.why] };
  return done({ ...journal, ended: outcome }, outcome, [journal.turned, state.why]);
}

function afterTheEnd({ observations, nowMs }: Situation, journal: Journal, outcome: Outcome): Next {
  const allKnow = observations.fleet.kind === 'acknowledged';
  if (allKnow === (journal.sealedAtMs !== undefined) || outcome === 'not-started') return done(journal, outcome, []);
  return allKnow ? { kind: 'mark', journal: { ...journal, sealedAtMs: nowMs } } : unsealed(journal);
}

const done = (journal: Journal, outcome: Outcome, reasons: readonly (string | undefined)[]): Next => ({
  kind: 'done',
  outcome,
  journal,
  reasons: reasons.filter((why) => why !== undefined),
});

function endOf(procedure: Procedure, plan: Plan, { stage, direction }: Journal): Outcome | undefined {
  if (direction === 'back') {
    if (!procedure.backAt.includes(stage)) return undefined;
    return stage === 'gone' && plan.old !== null ? 'rolled-back-to-table' : 'rolled-back';
  }
  if (stage !== procedure.last) return undefined;
  if (stage === 'gone') return 'removed';
  return plan.old === null ? 'introduced' : 'replaced';
}

const refuse = (code: RefusalCode, text: string): Next => ({ kind: 'refuse', code, text });

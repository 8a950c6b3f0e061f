import type { Json } from '../../json';
import { ConditionPathError, ruleHolds } from '../../jsonpath/choice-rule';
import type { ChoiceRule } from '../../language/types';
import { assignedBy, inputOf, jsonataOutcome, type Outcome, outputOf } from '../outcome';
import { isBoolean, type Visit } from '../visit';

const NO_MATCH = 'Failed to transition out of the state. The state does not point to a next state.';

export async function runChoice(visit: Visit): Promise<Outcome> {
  return visit.jsonata ? runJsonata(visit) : runJsonpath(visit);
}

async function runJsonata(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  for (const [index, rule] of (state.Choices ?? []).entries()) {
    const place = `Choices[${index}]/`;
    if (await visit.typed(rule.Condition as Json, `${place}Condition`, 'boolean', isBoolean)) {
      return jsonataOutcome(visit, rule, visit.input, rule.Next, {}, place);
    }
  }
  if (state.Default === undefined) {
    throw visit.runtime(NO_MATCH);
  }
  return jsonataOutcome(visit, state, visit.input, state.Default);
}

function runJsonpath(visit: Visit): Outcome {
  const { state } = visit;
  const effective = inputOf(visit);
  const rule = state.Choices?.find((candidate) => holds(visit, candidate, effective));
  const next = rule?.Next ?? state.Default;
  if (next === undefined) {
    throw visit.runtime(NO_MATCH);
  }
  const assign = rule === undefined ? state.Assign : (rule.Assign as typeof state.Assign);
  return { output: visit.limited(outputOf(visit, effective)), assigned: assignedBy(visit, assign, effective), next };
}

function holds(visit: Visit, rule: ChoiceRule, effective: Json): boolean {
  try {
    return ruleHolds(rule, visit.paths(effective));
  } catch (error) {
    throw error instanceof ConditionPathError ? visit.runtime(error.message) : error;
  }
}

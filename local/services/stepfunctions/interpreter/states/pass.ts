import { inputOf, jsonataOutcome, jsonpathOutcome, type Outcome } from '../outcome';
import type { Visit } from '../visit';

export async function runPass(visit: Visit): Promise<Outcome> {
  const { state } = visit;
  if (visit.jsonata) {
    return jsonataOutcome(visit, state, visit.input, state.Next);
  }
  const effective = inputOf(visit);
  const sent = state.Parameters === undefined ? effective : visit.payload(state.Parameters, effective);
  return jsonpathOutcome(visit, state.Result === undefined ? sent : state.Result, state.Next);
}

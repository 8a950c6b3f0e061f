import { inputOf, jsonataOutcome, type Outcome, outputOf } from '../outcome';
import type { Visit } from '../visit';

export async function runSucceed(visit: Visit): Promise<Outcome> {
  if (visit.jsonata) {
    return jsonataOutcome(visit, visit.state, visit.input, undefined);
  }
  return { output: visit.limited(outputOf(visit, inputOf(visit))), assigned: {}, next: undefined };
}

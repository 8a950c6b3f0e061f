import type { Json } from '../../json';
import type { SubMachine } from '../../language/types';
import type { Branch, RunMachine } from '../branch';
import { childOf } from '../child-branch';
import { Halted } from '../failure';
import { inputOf, jsonataOutcome, jsonpathOutcome, type Outcome } from '../outcome';
import type { Visit } from '../visit';

export async function runParallel(visit: Visit, run: RunMachine): Promise<Outcome> {
  const { state, branch } = visit;
  const input = await branchInput(visit);
  const startedId = branch.trail.add('ParallelStateStarted');
  visit.begun = true;
  const results = await together(
    branch,
    state.Branches ?? [],
    (machine, child) => run(child, machine, input),
    startedId,
  );
  branch.trail.history.add('ParallelStateSucceeded', branch.trail.last);
  if (visit.jsonata) {
    return jsonataOutcome(visit, state, results, state.Next, { result: results });
  }
  return jsonpathOutcome(visit, results, state.Next);
}

async function branchInput(visit: Visit): Promise<Json> {
  const { Arguments: sent, Parameters: parameters } = visit.state;
  if (visit.jsonata) {
    return sent === undefined ? visit.input : visit.limited(await visit.fill(sent, 'Arguments'));
  }
  const effective = inputOf(visit);
  return parameters === undefined ? effective : visit.limited(visit.payload(parameters, effective));
}

/** Runs one child per machine. The first failure stops the others and becomes the failure of all. */
async function together(
  parent: Branch,
  machines: readonly SubMachine[],
  run: (machine: SubMachine, child: Branch) => Promise<Json>,
  startedId: number,
): Promise<readonly Json[]> {
  const family = new AbortController();
  const children = machines.map(() => childOf(parent, family.signal, startedId));
  let failure: unknown;
  const results = await parent.work.during(() =>
    Promise.all(
      machines.map(async (machine, index) => {
        const child = children[index] as Branch;
        try {
          const result = await run(machine, child);
          parent.trail.last = child.trail.last;
          return result;
        } catch (error) {
          if (failure === undefined) {
            failure = error;
            parent.trail.last = child.trail.last;
            family.abort(new Halted());
          }
          return null;
        } finally {
          child.work.letGo();
        }
      }),
    ),
  );
  if (failure !== undefined) {
    throw failure;
  }
  return results;
}

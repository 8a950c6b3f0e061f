import type { State } from '../language/types';
import { pause, type RunMachine, throwIfHalted } from './branch';
import { errorNameOf, StateFailure } from './failure';
import { assignedBy, jsonataOutcome, leave, type Outcome, placeResult } from './outcome';
import { catcherFor, type RetryCounts, retryDelayMs } from './retry';
import { runChoice } from './states/choice';
import { runFail } from './states/fail';
import { runMap } from './states/map';
import { runParallel } from './states/parallel';
import { runPass } from './states/pass';
import { runSucceed } from './states/succeed';
import { runTask } from './states/task';
import { runWait } from './states/wait';
import { Visit } from './visit';

/** Runs a machine from its first state to its end and gives the last output. Throws a StateFailure that nothing caught. */
export const runMachine: RunMachine = async (branch, machine, input) => {
  let name = machine.StartAt;
  let data = input;
  for (;;) {
    // One turn of the event loop per state: a loop of pure states can neither starve other executions nor the front door.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    branch.frame.onTransition();
    throwIfHalted(branch.signal);
    const span = branch.span?.begin(name);
    const visit = new Visit({ ...branch, span }, name, machine.States[name] as State, data);
    let outcome: Outcome;
    try {
      outcome = await handled(visit);
      throwIfHalted(branch.signal);
      leave(visit, outcome);
      span?.end();
    } catch (error) {
      span?.end({ fault: errorNameOf(error) });
      throw error;
    }
    if (outcome.next === undefined) {
      return outcome.output;
    }
    name = outcome.next;
    data = outcome.output;
  }
};

/** Runs a state with its Retry and Catch. */
async function handled(visit: Visit): Promise<Outcome> {
  const { state, branch } = visit;
  const counts: RetryCounts = new Map();
  for (;;) {
    try {
      return await runState(visit);
    } catch (error) {
      if (!(error instanceof StateFailure)) {
        throw error;
      }
      const delayMs = retryDelayMs(state, error, counts);
      if (delayMs === undefined) {
        if (visit.begun) {
          branch.trail.add(`${state.Type}StateFailed`);
        }
        return await caught(visit, error);
      }
      await pause(branch, delayMs);
      visit.retryCount += 1;
      visit.begun = false;
    }
  }
}

async function caught(visit: Visit, failure: StateFailure): Promise<Outcome> {
  const found = catcherFor(visit.state, failure);
  if (found === undefined) {
    throw failure;
  }
  const { catcher, index } = found;
  const errorOutput = { Error: failure.error ?? '', Cause: failure.cause ?? '' };
  if (visit.jsonata) {
    return jsonataOutcome(visit, catcher, errorOutput, catcher.Next, { errorOutput }, `Catch[${index}]/`);
  }
  return {
    output: visit.limited(placeResult(visit, catcher.ResultPath, visit.input, errorOutput)),
    assigned: assignedBy(visit, catcher.Assign, errorOutput),
    next: catcher.Next,
  };
}

function runState(visit: Visit): Outcome | Promise<Outcome> {
  switch (visit.state.Type) {
    case 'Pass':
      return runPass(visit);
    case 'Task':
      return runTask(visit);
    case 'Choice':
      return runChoice(visit);
    case 'Wait':
      return runWait(visit);
    case 'Succeed':
      return runSucceed(visit);
    case 'Fail':
      return runFail(visit);
    case 'Parallel':
      return runParallel(visit, runMachine);
    case 'Map':
      return runMap(visit, runMachine);
  }
}

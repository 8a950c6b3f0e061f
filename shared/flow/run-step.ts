import { admit } from './admit';
import { apply } from './apply';
import { decideStep } from './decide';
import type { Flow } from './flow';
import { handOver } from './hand-over';
import { learn } from './learn';
import { lookAfter } from './look-after';
import { observe } from './observe';
import { progress } from './progress';
import { readPayload } from './read-payload';
import { record } from './record';
import { recordFailure } from './record-failure';
import { recover, restart } from './recover';
import { release } from './release';
import { answered, type FunctionName, functionSteps } from './step-handlers';
import type { StepInput } from './steps';
import { verify } from './verify';

/** Any function of the machines, for whoever plays them all in one process; a handler carries its own steps alone (`runSteps`). */
export async function runFunction(
  flow: Flow,
  name: FunctionName,
  payload: unknown,
  attempt: string,
  run: typeof runStep = runStep,
): Promise<object> {
  const input = readPayload(payload, functionSteps[name]);
  return answered(await run(flow, input.step === 'apply' ? { ...input, attempt } : input));
}

export async function runStep(flow: Flow, input: StepInput): Promise<object> {
  switch (input.step) {
    case 'admit':
      return admit(flow, input);
    case 'observe':
      return observe(flow, input);
    case 'decide':
      return decideStep(flow, input);
    case 'apply':
      return apply(flow, input);
    case 'progress':
      return progress(flow, input);
    case 'look-after':
      return lookAfter(flow, input);
    case 'verify':
      return verify(flow, input);
    case 'record':
      return record(flow, input);
    case 'record-failure':
      return recordFailure(flow, input);
    case 'release':
      return release(flow, input);
    case 'hand-over':
      return handOver(flow, input);
    case 'recover':
      return recover(flow, input);
    case 'restart':
      return restart(flow, input);
    case 'learn':
      return learn(flow, input);
  }
}

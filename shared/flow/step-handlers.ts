import { admit } from './admit';
import { apply } from './apply';
import { decideStep } from './decide';
import type { Flow } from './flow';
import { handOver } from './hand-over';
import { learn } from './learn';
import { observe } from './observe';
import { progress } from './progress';
import { readPayload } from './read-payload';
import { record } from './record';
import { recordFailure } from './record-failure';
import { recover, restart } from './recover';
import { release } from './release';
import type { StepInput } from './steps';
import { schemaVersion } from './steps';
import { verify } from './verify';

/** One Lambda function each; a function serves the steps that need the same rights. */
export const functionSteps = {
  admit: ['admit'],
  observe: ['observe'],
  decide: ['decide'],
  apply: ['apply'],
  progress: ['progress'],
  verify: ['verify'],
  record: ['record', 'record-failure'],
  release: ['release', 'hand-over'],
  recover: ['recover', 'restart'],
  learn: ['learn'],
} as const satisfies Readonly<Record<string, readonly [StepInput['step'], ...StepInput['step'][]]>>;

export type FunctionName = keyof typeof functionSteps;

/**
 * JSON in, JSON out: the payload is checked, the step run, the version put on its answer. `attempt` differs for every call.
 */
export async function runFunction(
  flow: Flow,
  name: FunctionName,
  payload: unknown,
  attempt: string,
  run: typeof runStep = runStep,
): Promise<object> {
  const input = readPayload(payload, functionSteps[name]);
  const result = await run(flow, input.step === 'apply' ? { ...input, attempt } : input);
  return { schemaVersion, ...result };
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

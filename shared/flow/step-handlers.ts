import type { Flow } from './flow';
import { readPayload } from './read-payload';
import type { StepInput, StepName } from './steps';
import { schemaVersion } from './steps';

/** One Lambda function each; a function serves the steps that need the same rights. */
export const functionSteps = {
  admit: ['admit'],
  observe: ['observe', 'look-after'],
  decide: ['decide'],
  apply: ['apply'],
  progress: ['progress'],
  verify: ['verify'],
  record: ['record', 'record-failure'],
  release: ['release', 'hand-over'],
  recover: ['recover', 'restart'],
  learn: ['learn'],
} as const satisfies Readonly<Record<string, readonly [StepName, ...StepName[]]>>;

export type FunctionName = keyof typeof functionSteps;

/** The steps of one function, each under its name. Given by the handler, so that its bundle holds these and no others. */
export type StepsOf<Name extends FunctionName> = {
  readonly [Step in (typeof functionSteps)[Name][number]]: (
    flow: Flow,
    input: Extract<StepInput, { readonly step: Step }>,
  ) => Promise<object>;
};

/**
 * JSON in, JSON out: the payload is checked, the step run, the version put on its answer. `attempt` differs for every call.
 */
export async function runSteps<Name extends FunctionName>(
  flow: Flow,
  steps: StepsOf<Name>,
  payload: unknown,
  attempt: string,
): Promise<object> {
  const input = readPayload(payload, Object.keys(steps) as readonly StepName[]);
  // The names were compared just now, so the step gets its own kind of input.
  const run = steps[input.step as keyof StepsOf<Name>] as (flow: Flow, input: StepInput) => Promise<object>;
  return answered(await run(flow, input.step === 'apply' ? { ...input, attempt } : input));
}

export const answered = (result: object): object => ({ schemaVersion, ...result });

import { declaredTarget } from '../flow/flow';
import { readPayload, timeMs } from '../flow/read-payload';
import { servingConfig, servingTarget } from '../flow/serving-target';
import { schemaVersion } from '../flow/steps';
import { carried } from './finding';
import { reviewAccount, surveyAccount } from './review-account';
import { type Reviewing, reviewTarget } from './review-target';
import { settle } from './settle';
import { type ReviewFunction, type ReviewInput, reviewFunctions } from './steps';

/** JSON in, JSON out: the payload is checked, the step run, the version put on its answer. */
export async function runReviewFunction(reviewing: Reviewing, name: ReviewFunction, payload: unknown): Promise<object> {
  return runReviewSteps(reviewing, name, { ...lookSteps, ...settleSteps }, payload);
}

type StepOf<Name extends ReviewInput['step']> = (
  reviewing: Reviewing,
  input: Extract<ReviewInput, { readonly step: Name }>,
  nowMs: number,
) => Promise<object>;
type Steps = { readonly [Name in ReviewInput['step']]: StepOf<Name> };

/** With the steps of one function alone, so that its bundle holds no others. */
export async function runReviewSteps<Name extends ReviewFunction>(
  reviewing: Reviewing,
  name: Name,
  steps: Pick<Steps, (typeof reviewFunctions)[Name][number]>,
  payload: unknown,
): Promise<object> {
  const input = readPayload<ReviewInput>(payload, reviewFunctions[name]);
  const run = steps[input.step as keyof typeof steps] as (
    reviewing: Reviewing,
    input: ReviewInput,
    nowMs: number,
  ) => Promise<object>;
  return { schemaVersion, ...(await run(reviewing, input, timeMs(input.now))) };
}

export const lookSteps: Pick<Steps, 'review-account' | 'review-target'> = {
  'review-account': async ({ flow, surveyor }, _, nowMs) => {
    const { config } = flow.ports;
    const view = await surveyAccount(surveyor);
    const findings = carried(reviewAccount(view, await servingConfig(flow), nowMs), null);
    return { kind: 'surveyed', targets: Object.keys(config.targets), account: view.account, findings };
  },
  'review-target': async (reviewing, { target, account }, nowMs) => {
    const { flow, surveyor } = reviewing;
    const view = { account, alarms: await surveyor.alarms() };
    const { target: serving } = await servingTarget(flow, target);
    const { findings } = await reviewTarget(reviewing, serving, view, nowMs);
    return { kind: 'reviewed', target, findings: carried(findings, target) };
  },
};

export const settleSteps: Pick<Steps, 'review-start' | 'review-settle'> = {
  'review-start': async ({ flow }, { target }) => {
    const { name } = declaredTarget(flow, target);
    return { kind: 'started', started: await flow.ports.executions.start({ target: name, reason: 'schedule' }) };
  },
  'review-settle': ({ flow }, input, nowMs) => settle(flow, input, { execution: input.execution, nowMs }),
};

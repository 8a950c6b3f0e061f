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
  const input = readPayload<ReviewInput>(payload, reviewFunctions[name]);
  return { schemaVersion, ...(await runReviewStep(reviewing, input)) };
}

async function runReviewStep(reviewing: Reviewing, input: ReviewInput): Promise<object> {
  const { flow, surveyor } = reviewing;
  const { config } = flow.ports;
  const nowMs = timeMs(input.now);
  switch (input.step) {
    case 'review-account': {
      const view = await surveyAccount(surveyor);
      const findings = carried(reviewAccount(view, await servingConfig(flow), nowMs), null);
      return { kind: 'surveyed', targets: Object.keys(config.targets), account: view.account, findings };
    }
    case 'review-target': {
      const { target, account } = input;
      const view = { account, alarms: await surveyor.alarms() };
      const { target: serving } = await servingTarget(flow, target);
      const { findings } = await reviewTarget(reviewing, serving, view, nowMs);
      return { kind: 'reviewed', target, findings: carried(findings, target) };
    }
    case 'review-start': {
      const { name } = declaredTarget(flow, input.target);
      return { kind: 'started', started: await flow.ports.executions.start({ target: name, reason: 'schedule' }) };
    }
    case 'review-settle':
      return settle(flow, input, { execution: input.execution, nowMs });
  }
}

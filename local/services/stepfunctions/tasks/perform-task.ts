import type { Principal } from '../../../kernel/service';
import { StateFailure } from '../interpreter/failure';
import type { Visit } from '../interpreter/visit';
import { type Json, textOf } from '../json';
import type { Resource } from '../language/resource';
import { integrationOf } from './integrations';
import { invokeDirectly } from './lambda-task';
import { supervise, type TaskLimits } from './supervise';

export interface TaskRun {
  readonly visit: Visit;
  readonly resource: Resource;
  /** Arguments or Parameters, evaluated. */
  readonly sent: Json;
  readonly limits: TaskLimits;
  readonly principal: Principal;
}

/** Runs a task once: writes its events, gives its result, or throws the StateFailure that the events tell of. */
export function performTask(run: TaskRun): Promise<Json> {
  const { resource } = run;
  return resource.kind === 'lambda-function' ? performFunction(run, resource.arn) : performIntegration(run, resource);
}

async function performFunction({ visit, sent, limits, principal }: TaskRun, arn: string): Promise<Json> {
  const { branch } = visit;
  const { trail, frame } = branch;
  trail.add('LambdaFunctionScheduled', 'lambdaFunctionScheduledEventDetails', {
    resource: arn,
    input: textOf(sent),
    inputDetails: { truncated: false },
    ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
  });
  trail.add('LambdaFunctionStarted');
  try {
    const work = (): Promise<Json> => invokeDirectly(frame.platform, arn, sent, principal);
    const result = visit.limited(await supervise(branch, { limits, alsoWall: true, work }), arn);
    trail.add('LambdaFunctionSucceeded', 'lambdaFunctionSucceededEventDetails', {
      output: textOf(result),
      outputDetails: { truncated: false },
    });
    return result;
  } catch (error) {
    if (error instanceof StateFailure) {
      const type = error.error === 'States.Timeout' ? 'TimedOut' : 'Failed';
      trail.add(`LambdaFunction${type}`, `lambdaFunction${type}EventDetails`, detailsOf(error));
    }
    throw error;
  }
}

async function performIntegration(
  { visit, sent, limits, principal }: TaskRun,
  resource: Extract<Resource, { readonly kind: 'integration' }>,
): Promise<Json> {
  const { branch, taskToken } = visit;
  const { trail, frame } = branch;
  const where = { resourceType: resource.resourceType, resource: resource.resource };
  trail.add('TaskScheduled', 'taskScheduledEventDetails', {
    ...where,
    region: frame.platform.region,
    parameters: textOf(sent),
    ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
    ...(limits.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: limits.heartbeatSeconds }),
  });
  trail.add('TaskStarted', 'taskStartedEventDetails', where);
  const integration = integrationOf(resource);
  const submitted = (output: Json): void => {
    trail.add('TaskSubmitted', 'taskSubmittedEventDetails', {
      ...where,
      output: textOf(output),
      outputDetails: { truncated: false },
    });
  };
  try {
    const answered = await supervise(branch, {
      limits,
      alsoWall: resource.pattern === 'request',
      work: (heartbeat) =>
        taskToken === undefined
          ? integration.run({ frame, signal: branch.signal, sent, principal, submitted })
          : awaitToken(visit, taskToken, heartbeat, async () =>
              submitted(await integration.run({ frame, signal: branch.signal, sent, principal, submitted })),
            ),
    });
    const result = visit.limited(answered, resource.service);
    trail.add('TaskSucceeded', 'taskSucceededEventDetails', {
      ...where,
      output: textOf(result),
      outputDetails: { truncated: false },
    });
    return result;
  } catch (error) {
    if (error instanceof StateFailure) {
      const type = error.error === 'States.Timeout' ? 'TimedOut' : 'Failed';
      trail.add(`Task${type}`, `task${type}EventDetails`, { ...where, ...detailsOf(error) });
    }
    throw error;
  } finally {
    if (taskToken !== undefined) {
      frame.tokens.close(taskToken);
    }
  }
}

/** Opens the token, submits the work, and waits for whoever got the token to answer. */
function awaitToken(visit: Visit, token: string, heartbeat: () => void, submit: () => Promise<void>): Promise<Json> {
  return new Promise((resolve, reject) => {
    let answer: (() => void) | undefined;
    let isSubmitted = false;
    // An answer can come before the call that handed the token out has returned; the events keep AWS's order.
    const settle = (settled: () => void): void => {
      if (isSubmitted) {
        settled();
      } else {
        answer = settled;
      }
    };
    visit.branch.frame.tokens.open(token, {
      succeed: (output) => settle(() => resolve(output)),
      fail: (error, cause) => settle(() => reject(new StateFailure(error, cause))),
      heartbeat,
    });
    submit().then(() => {
      isSubmitted = true;
      answer?.();
    }, reject);
  });
}

function detailsOf({ error, cause }: StateFailure): Record<string, string> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

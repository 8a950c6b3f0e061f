import type { Principal } from '../../../kernel/service';
import type { Span } from '../../xray';
import { errorNameOf, StateFailure } from '../interpreter/failure';
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
export async function performTask(run: TaskRun): Promise<Json> {
  const { resource, visit } = run;
  const span = taskSpan(run);
  const traceHeader = span?.headerText ?? visit.branch.frame.traceHeader;
  try {
    const result = await (resource.kind === 'lambda-function'
      ? performFunction(run, resource.arn, traceHeader)
      : performIntegration(run, resource, traceHeader));
    span?.end();
    return result;
  } catch (error) {
    span?.end({ fault: errorNameOf(error) });
    throw error;
  }
}

/** One attempt of the task, under its state. */
function taskSpan({ resource, visit }: TaskRun): Span | undefined {
  const { span, frame } = visit.branch;
  const { region } = frame.platform;
  return resource.kind === 'lambda-function'
    ? span?.begin('Lambda', { namespace: 'aws', aws: { operation: 'Invoke', region, resource_names: [resource.arn] } })
    : span?.begin(resource.service, { namespace: 'aws', aws: { operation: resource.action, region } });
}

async function performFunction(
  { visit, sent, limits, principal }: TaskRun,
  arn: string,
  traceHeader: string | undefined,
): Promise<Json> {
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
    const work = (): Promise<Json> => invokeDirectly(frame.platform, arn, sent, principal, traceHeader);
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
  traceHeader: string | undefined,
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
  const run = { frame, signal: branch.signal, sent, principal, traceHeader };
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
          ? integration.run({ ...run, submitted })
          : awaitToken(visit, taskToken, heartbeat, async () =>
              submitted(await integration.run({ ...run, submitted })),
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

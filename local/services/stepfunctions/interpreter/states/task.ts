import { isObject, type Json, textOf } from '../../json';
import { resourceOf } from '../../language/resource';
import { performTask } from '../../tasks/perform-task';
import type { TaskLimits } from '../../tasks/supervise';
import { inputOf, jsonataOutcome, jsonpathOutcome, type Outcome } from '../outcome';
import type { Visit } from '../visit';

const MAX_SECONDS = 99_999_999;

export async function runTask(visit: Visit): Promise<Outcome> {
  const { state, branch } = visit;
  const resource = resourceOf(state.Resource ?? '');
  if (resource.kind === 'refused') {
    throw visit.runtime(resource.reason);
  }
  const withToken = resource.kind === 'integration' && resource.pattern === 'token';
  visit.taskToken = withToken ? branch.frame.tokens.issue() : undefined;
  const effective = visit.jsonata ? visit.input : inputOf(visit);
  const sent = visit.limited(await argumentsOf(visit, effective));
  const limits = await limitsOf(visit, effective);
  const roleArn = await roleOf(visit, effective);
  const result = await performTask({ visit, resource, sent, limits, principal: branch.frame.principal(roleArn) });
  visit.taskToken = undefined;
  return visit.jsonata
    ? jsonataOutcome(visit, state, result, state.Next, { result })
    : jsonpathOutcome(visit, result, state.Next);
}

async function argumentsOf(visit: Visit, effective: Json): Promise<Json> {
  const { Arguments: sent, Parameters: parameters } = visit.state;
  if (visit.jsonata) {
    return sent === undefined ? visit.input : visit.fill(sent, 'Arguments');
  }
  return parameters === undefined ? effective : visit.payload(parameters, effective);
}

async function limitsOf(visit: Visit, effective: Json): Promise<TaskLimits> {
  const { state } = visit;
  return {
    timeoutSeconds: await secondsOf(visit, 'TimeoutSeconds', state.TimeoutSeconds, state.TimeoutSecondsPath, effective),
    heartbeatSeconds: await secondsOf(
      visit,
      'HeartbeatSeconds',
      state.HeartbeatSeconds,
      state.HeartbeatSecondsPath,
      effective,
    ),
  };
}

async function secondsOf(
  visit: Visit,
  field: string,
  literal: Json | undefined,
  path: string | undefined,
  effective: Json,
): Promise<number | undefined> {
  if (literal === undefined && path === undefined) {
    return undefined;
  }
  const value = path === undefined ? await visit.fill(literal ?? null, field) : visit.at(path, effective);
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= MAX_SECONDS) {
    return value;
  }
  throw visit.jsonata
    ? visit.queryFailure(
        `The ${field} field must be a whole number from 1 to ${MAX_SECONDS}, but was: ${textOf(value)}`,
        field,
      )
    : visit.runtime(
        `The ${field}Path parameter must select a whole number from 1 to ${MAX_SECONDS}: ${path} == ${textOf(value)}`,
      );
}

async function roleOf(visit: Visit, effective: Json): Promise<string | undefined> {
  const { Credentials: credentials } = visit.state;
  if (credentials === undefined) {
    return undefined;
  }
  const filled = visit.jsonata ? await visit.fill(credentials, 'Credentials') : visit.payload(credentials, effective);
  const roleArn = isObject(filled) ? filled.RoleArn : undefined;
  if (typeof roleArn !== 'string' || !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw visit.runtime(`The RoleArn of Credentials must be the ARN of a role, but was: ${textOf(roleArn ?? null)}`);
  }
  return roleArn;
}

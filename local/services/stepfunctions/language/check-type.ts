import { isArray, isObject, type Json, type JsonObject } from '../json';
import type { StatesAccess } from '../jsonata/lint';
import { expressionIn } from '../jsonata/template';
import { operationNamed } from '../tasks/sdk-model';
import { checkArguments } from './check-arguments';
import { checkAssign } from './check-assign';
import { checkChoiceRule } from './check-choice';
import { checkWhole } from './check-errors';
import { checkExpressions } from './check-expressions';
import type { Problems } from './problems';
import { resourceOf, unrecognised } from './resource';
import { instantOf } from './timestamp';
import type { StateType } from './types';

const MAX_SECONDS = 99_999_999;
const NO_RESULT: StatesAccess = { result: false, errorOutput: false };

/** What the type of a state asks of its fields. */
export function checkByType(
  state: JsonObject,
  type: StateType,
  jsonata: boolean,
  location: string,
  problems: Problems,
): void {
  switch (type) {
    case 'Task':
      checkTask(state, jsonata, location, problems);
      return;
    case 'Wait':
      checkWait(state, jsonata, location, problems);
      return;
    case 'Choice':
      checkChoices(state, jsonata, location, problems);
      return;
    case 'Fail':
      atMostOne(state, ['Error', 'ErrorPath'], location, problems);
      atMostOne(state, ['Cause', 'CausePath'], location, problems);
      checkText(state.Error, `${location}/Error`, problems);
      checkText(state.Cause, `${location}/Cause`, problems);
      return;
    case 'Map':
      atMostOne(state, ['MaxConcurrency', 'MaxConcurrencyPath'], location, problems);
      atMostOne(state, ['ItemSelector', 'Parameters'], location, problems);
      checkNumber(state, 'MaxConcurrency', 0, jsonata, location, problems);
      checkItems(state.Items, `${location}/Items`, problems);
      return;
    default:
  }
}

function checkTask(state: JsonObject, jsonata: boolean, location: string, problems: Problems): void {
  if (typeof state.Resource !== 'string') {
    problems.add(location, `The field 'Resource' is required but was missing`);
  } else {
    const resource = resourceOf(state.Resource);
    if (resource.kind === 'refused') {
      problems.add(`${location}/Resource`, resource.reason);
    } else if (resource.kind === 'integration' && isMissing(resource)) {
      problems.add(`${location}/Resource`, unrecognised(state.Resource));
    } else if (resource.kind === 'integration') {
      const field = jsonata ? 'Arguments' : 'Parameters';
      checkArguments(state[field], resource, `${location}/${field}`, problems);
    }
  }
  atMostOne(state, ['TimeoutSeconds', 'TimeoutSecondsPath'], location, problems);
  atMostOne(state, ['HeartbeatSeconds', 'HeartbeatSecondsPath'], location, problems);
  checkNumber(state, 'TimeoutSeconds', 1, jsonata, location, problems);
  checkNumber(state, 'HeartbeatSeconds', 1, jsonata, location, problems);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat, Credentials: credentials } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    problems.add(
      `${location}/HeartbeatSeconds`,
      `HeartbeatSeconds must be smaller than TimeoutSeconds, got ${heartbeat} and ${timeout}`,
    );
  }
  if (
    credentials !== undefined &&
    (!isObject(credentials) || (credentials.RoleArn === undefined && credentials['RoleArn.$'] === undefined))
  ) {
    problems.add(`${location}/Credentials`, `The field 'RoleArn' is required but was missing`);
  }
}

/** An `aws-sdk` resource whose service has no such operation. */
function isMissing({
  resourceType,
  service,
  action,
}: {
  readonly resourceType: string;
  readonly service: string;
  readonly action: string;
}): boolean {
  return resourceType.startsWith('aws-sdk:') && operationNamed(service, action) === undefined;
}

function checkWait(state: JsonObject, jsonata: boolean, location: string, problems: Problems): void {
  const fields = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((field) => state[field] !== undefined);
  if (fields.length !== 1) {
    problems.add(
      location,
      `A Wait state must have exactly one of Seconds, Timestamp${jsonata ? '' : ', SecondsPath, TimestampPath'}, got [${fields.join(', ')}]`,
    );
  }
  checkNumber(state, 'Seconds', 0, jsonata, location, problems);
  const { Timestamp: timestamp } = state;
  const dynamic = jsonata && typeof timestamp === 'string' && expressionIn(timestamp) !== undefined;
  if (timestamp !== undefined && !dynamic && (typeof timestamp !== 'string' || instantOf(timestamp) === undefined)) {
    problems.add(`${location}/Timestamp`, 'String does not match RFC3339 timestamp');
  }
}

function checkChoices(state: JsonObject, jsonata: boolean, location: string, problems: Problems): void {
  if (!isArray(state.Choices) || state.Choices.length === 0) {
    problems.add(
      `${location}/Choices`,
      state.Choices === undefined ? `The field 'Choices' is required but was missing` : 'Value cannot be empty',
    );
    return;
  }
  if (state.Default !== undefined && typeof state.Default !== 'string') {
    problems.add(`${location}/Default`, 'Value must be the name of a state');
  }
  state.Choices.forEach((rule, index) => {
    const place = `${location}/Choices[${index}]`;
    if (!isObject(rule)) {
      problems.add(place, 'Value must be an object');
      return;
    }
    if (typeof rule.Next !== 'string') {
      problems.add(place, `The field 'Next' is required but was missing`);
    }
    checkAssign(rule.Assign, jsonata, NO_RESULT, `${place}/Assign`, problems);
    if (jsonata) {
      checkCondition(rule, place, problems);
    } else {
      checkChoiceRule(rule, place, true, problems);
    }
  });
}

function checkCondition(rule: JsonObject, place: string, problems: Problems): void {
  for (const field of Object.keys(rule).filter(
    (name) => !['Condition', 'Next', 'Assign', 'Output', 'Comment'].includes(name),
  )) {
    problems.add(`${place}/${field}`, `The field '${field}' is not supported by a JSONata choice rule`);
  }
  const { Condition: condition } = rule;
  if (condition === undefined) {
    problems.add(place, `The field 'Condition' is required but was missing`);
  } else if (
    typeof condition !== 'boolean' &&
    (typeof condition !== 'string' || expressionIn(condition) === undefined)
  ) {
    problems.add(
      `${place}/Condition`,
      `Value must be true, false or a JSONata expression, got ${JSON.stringify(condition)}`,
    );
  }
  checkExpressions(condition, `${place}/Condition`, NO_RESULT, problems);
  checkExpressions(rule.Output, `${place}/Output`, NO_RESULT, problems);
}

function checkItems(items: Json | undefined, location: string, problems: Problems): void {
  const dynamic = typeof items === 'string' && expressionIn(items) !== undefined;
  if (items !== undefined && !isArray(items) && !isObject(items) && !dynamic) {
    problems.add(location, `Value must be an array, an object or a JSONata expression, got ${JSON.stringify(items)}`);
  }
}

/** A whole number, or in a JSONata state an expression. */
function checkNumber(
  state: JsonObject,
  field: string,
  least: number,
  jsonata: boolean,
  location: string,
  problems: Problems,
): void {
  const value = state[field];
  if (!(jsonata && typeof value === 'string' && expressionIn(value) !== undefined)) {
    checkWhole(state, field, least, MAX_SECONDS, location, problems);
  }
}

function checkText(value: Json | undefined, location: string, problems: Problems): void {
  if (value !== undefined && typeof value !== 'string') {
    problems.add(location, `Value must be a string, got ${JSON.stringify(value)}`);
  }
}

function atMostOne(state: JsonObject, fields: readonly string[], location: string, problems: Problems): void {
  const present = fields.filter((field) => state[field] !== undefined);
  if (present.length > 1) {
    problems.add(location, `Only one of the fields [${present.join(', ')}] may be given`);
  }
}

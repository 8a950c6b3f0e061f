import type { Json, JsonObject } from '../json';
import type { StatesAccess } from '../jsonata/lint';
import { checkAssign } from './check-assign';
import { catchersOf, checkRetry } from './check-errors';
import { checkExpressions } from './check-expressions';
import { checkPath, checkPayload, checkReferencePath } from './check-paths';
import { checkByType } from './check-type';
import { fieldProblem } from './fields';
import type { Problems } from './problems';
import type { StateType } from './types';

const NO_RESULT: StatesAccess = { result: false, errorOutput: false };
const RESULT: StatesAccess = { result: true, errorOutput: false };
const ERROR_OUTPUT: StatesAccess = { result: false, errorOutput: true };

/** One state's own fields: everything but where its transitions lead and the machines inside it. */
export function checkState(
  state: JsonObject,
  type: StateType,
  jsonata: boolean,
  location: string,
  problems: Problems,
): void {
  for (const field of Object.keys(state)) {
    const problem = fieldProblem(type, field, jsonata);
    if (problem !== undefined) {
      problems.add(`${location}/${field}`, problem);
    }
  }
  const after = type === 'Task' || type === 'Parallel' || type === 'Map' ? RESULT : NO_RESULT;
  checkAssign(state.Assign, jsonata, after, `${location}/Assign`, problems);
  if (jsonata) {
    checkExpressions(state.Output, `${location}/Output`, after, problems);
    for (const field of [
      'Arguments',
      'Items',
      'ItemSelector',
      'Credentials',
      'Error',
      'Cause',
      'Seconds',
      'Timestamp',
    ] as const) {
      checkExpressions(state[field], `${location}/${field}`, NO_RESULT, problems);
    }
    for (const field of ['TimeoutSeconds', 'HeartbeatSeconds', 'MaxConcurrency'] as const) {
      checkExpressions(state[field], `${location}/${field}`, NO_RESULT, problems);
    }
  } else {
    checkPathFields(state, location, problems);
  }
  checkTransition(state, type, location, problems);
  checkRetry(state.Retry, `${location}/Retry`, problems);
  checkCatch(state.Catch, jsonata, `${location}/Catch`, problems);
  checkByType(state, type, jsonata, location, problems);
}

function checkPathFields(state: JsonObject, location: string, problems: Problems): void {
  checkPath(state.InputPath, `${location}/InputPath`, problems, { orNull: true });
  checkPath(state.OutputPath, `${location}/OutputPath`, problems, { orNull: true });
  checkReferencePath(state.ResultPath, `${location}/ResultPath`, problems);
  for (const field of [
    'ItemsPath',
    'SecondsPath',
    'TimestampPath',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
    'MaxConcurrencyPath',
  ]) {
    checkPath(state[field], `${location}/${field}`, problems);
  }
  for (const field of ['ErrorPath', 'CausePath']) {
    checkPath(state[field], `${location}/${field}`, problems, { orIntrinsic: true });
  }
  for (const field of ['Parameters', 'ResultSelector', 'ItemSelector', 'Credentials']) {
    checkPayload(state[field], `${location}/${field}`, problems);
  }
}

function checkTransition(state: JsonObject, type: StateType, location: string, problems: Problems): void {
  if (type === 'Choice' || type === 'Succeed' || type === 'Fail') {
    return;
  }
  const { Next: next, End: end } = state;
  if (next !== undefined && typeof next !== 'string') {
    problems.add(`${location}/Next`, 'Value must be the name of a state');
  }
  if (end !== undefined && typeof end !== 'boolean') {
    problems.add(`${location}/End`, 'Value must be true or false');
  }
  if ((next === undefined) === (end !== true)) {
    problems.add(location, `A state of type '${type}' must have exactly one of Next and "End": true`);
  }
}

function checkCatch(value: Json | undefined, jsonata: boolean, location: string, problems: Problems): void {
  for (const [catcher, place] of catchersOf(value, location, problems)) {
    const allowed = ['ErrorEquals', 'Next', 'Comment', 'Assign', jsonata ? 'Output' : 'ResultPath'];
    for (const field of Object.keys(catcher).filter((name) => !allowed.includes(name))) {
      problems.add(
        `${place}/${field}`,
        `The field '${field}' is not supported by a ${jsonata ? 'JSONata' : 'JSONPath'} catcher`,
      );
    }
    if (typeof catcher.Next !== 'string') {
      problems.add(place, `The field 'Next' is required but was missing`);
    }
    checkAssign(catcher.Assign, jsonata, ERROR_OUTPUT, `${place}/Assign`, problems);
    if (jsonata) {
      checkExpressions(catcher.Output, `${place}/Output`, ERROR_OUTPUT, problems);
    } else {
      checkReferencePath(catcher.ResultPath, `${place}/ResultPath`, problems);
    }
  }
}

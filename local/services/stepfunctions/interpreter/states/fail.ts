import type { Json } from '../../json';
import { StateFailure } from '../failure';
import { isText, type Visit } from '../visit';

export async function runFail(visit: Visit): Promise<never> {
  throw new StateFailure(await textOf(visit, 'Error', 'ErrorPath'), await textOf(visit, 'Cause', 'CausePath'));
}

async function textOf(
  visit: Visit,
  field: 'Error' | 'Cause',
  pathField: 'ErrorPath' | 'CausePath',
): Promise<string | undefined> {
  const { [field]: literal, [pathField]: path } = visit.state;
  if (literal !== undefined) {
    return visit.jsonata ? visit.typed(literal, field, 'string', isText) : literal;
  }
  if (path === undefined) {
    return undefined;
  }
  const value: Json = visit.atOrCalled(path, pathField, visit.input);
  if (typeof value !== 'string') {
    throw visit.runtime(`The ${pathField} must select a string, but '${path}' gave ${JSON.stringify(value)}`);
  }
  return value;
}

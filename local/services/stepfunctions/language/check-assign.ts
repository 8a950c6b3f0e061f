import { isObject, type Json } from '../json';
import type { StatesAccess } from '../jsonata/lint';
import { checkExpressions } from './check-expressions';
import { checkPayload } from './check-paths';
import type { Problems } from './problems';

const VARIABLE = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** The variables that a state, a rule or a catcher sets. */
export function checkAssign(
  assign: Json | undefined,
  jsonata: boolean,
  access: StatesAccess,
  location: string,
  problems: Problems,
): void {
  if (assign === undefined) {
    return;
  }
  if (!isObject(assign)) {
    problems.add(location, 'Value must be an object');
    return;
  }
  for (const key of Object.keys(assign)) {
    const name = !jsonata && key.endsWith('.$') ? key.slice(0, -2) : key;
    if (name === 'states') {
      problems.add(`${location}/${key}`, `The variable name 'states' is reserved`);
    } else if (!VARIABLE.test(name) || [...name].length > 80) {
      problems.add(
        `${location}/${key}`,
        `'${name}' is not a valid variable name: it must be a Unicode identifier of at most 80 characters`,
      );
    }
  }
  if (jsonata) {
    checkExpressions(assign, location, access, problems);
  } else {
    checkPayload(assign, location, problems);
  }
}

import { bytesOf, isObject, type Json, type JsonObject, MAX_DATA_BYTES, textOf } from '../json';
import { pathOf } from '../jsonpath/payload';
import { placeAt } from '../jsonpath/result-path';
import { dataLimit, StateFailure } from './failure';
import type { Extras, Visit } from './visit';

/** All variables of an execution together. */
const MAX_VARIABLES_BYTES = 10 * 1_024 * 1_024;

/** How a state is left: its output, the variables it sets, and the state that follows (none at the end). */
export interface Outcome {
  readonly output: Json;
  readonly assigned: Readonly<Record<string, Json>>;
  readonly next: string | undefined;
}

interface JsonataFields {
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

/** Output and Assign of a JSONata state, rule or catcher. Both see the variables from before the state. */
export async function jsonataOutcome(
  visit: Visit,
  fields: JsonataFields,
  otherwise: Json,
  next: string | undefined,
  extras: Extras = {},
  prefix = '',
): Promise<Outcome> {
  const output = fields.Output === undefined ? otherwise : await visit.fill(fields.Output, `${prefix}Output`, extras);
  const assigned = fields.Assign === undefined ? {} : await visit.fill(fields.Assign, `${prefix}Assign`, extras);
  return { output: visit.limited(output), assigned: variablesOf(assigned), next };
}

/** InputPath of a JSONPath state: null gives an empty object. */
export function inputOf(visit: Visit): Json {
  const { InputPath: path = '$' } = visit.state;
  return path === null ? {} : visit.at(path, visit.input);
}

/** ResultSelector, ResultPath, Assign and OutputPath of a JSONPath state with a result. */
export function jsonpathOutcome(visit: Visit, result: Json, next: string | undefined): Outcome {
  const { state } = visit;
  const selected = state.ResultSelector === undefined ? result : visit.payload(state.ResultSelector, result);
  const combined = placeResult(visit, state.ResultPath, visit.input, selected);
  return {
    output: visit.limited(outputOf(visit, combined)),
    assigned: assignedBy(visit, state.Assign, result),
    next,
  };
}

/** OutputPath of a JSONPath state: null gives an empty object. */
export function outputOf(visit: Visit, value: Json): Json {
  const { OutputPath: path = '$' } = visit.state;
  return path === null ? {} : visit.at(path, value);
}

/** The state's raw input with the result at ResultPath; null drops the result. */
export function placeResult(visit: Visit, path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) {
    return input;
  }
  const placed = placeAt(pathOf(path ?? '$').steps, input, result);
  if (!placed.placed) {
    throw new StateFailure(
      'States.ResultPathMatchFailure',
      `An error occurred while executing the state '${visit.name}' (entered at the event id #${visit.enteredId}). ${placed.reason}`,
    );
  }
  return placed.value;
}

export function assignedBy(visit: Visit, assign: JsonObject | undefined, from: Json): Readonly<Record<string, Json>> {
  return assign === undefined ? {} : variablesOf(visit.payload(assign, from));
}

/** Writes the event that leaves the state and sets its variables. */
export function leave(visit: Visit, { output, assigned }: Outcome): void {
  const { branch, name, state } = visit;
  const variables = Object.entries(assigned);
  branch.trail.add(`${state.Type}StateExited`, 'stateExitedEventDetails', {
    name,
    output: textOf(output),
    outputDetails: { truncated: false },
    ...(variables.length === 0
      ? {}
      : {
          assignedVariables: Object.fromEntries(variables.map(([key, value]) => [key, textOf(value)])),
          assignedVariablesDetails: { truncated: false },
        }),
  });
  branch.variables.assign(assigned);
  if (variables.length > 0 && branch.variables.bytes() > MAX_VARIABLES_BYTES) {
    throw dataLimit('Assign');
  }
}

/** One Assign may set 256 KiB in all. */
function variablesOf(filled: Json): Readonly<Record<string, Json>> {
  if (bytesOf(filled) > MAX_DATA_BYTES) {
    throw dataLimit('Assign');
  }
  return isObject(filled) ? filled : {};
}

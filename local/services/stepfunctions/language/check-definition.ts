import { isArray, isObject, type Json, type JsonObject } from '../json';
import { variablesIn } from './assigned-variables';
import { checkGraph } from './check-graph';
import { checkState } from './check-state';
import { type Problem, Problems } from './problems';
import { type MachineDefinition, STATE_TYPES, type StateType } from './types';

export type CheckedDefinition =
  | { readonly valid: true; readonly definition: MachineDefinition }
  | { readonly valid: false; readonly problems: readonly Problem[] };

const TOP_FIELDS = ['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'];
const SUB_FIELDS = ['Comment', 'StartAt', 'States'];
const MAX_NAME = 80;
const MAX_NESTING = 20;

interface Walk {
  /** The machine's own language; states without one take it, however deep they stand. */
  readonly language: 'JSONPath' | 'JSONata';
  readonly names: Set<string>;
  readonly problems: Problems;
  /** Variables that the scopes around assign: an inner scope may not assign them. */
  readonly outer: ReadonlySet<string>;
}

/** Reads a definition's text and says everything that AWS would refuse in it. */
export function checkDefinition(text: string): CheckedDefinition {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch (error) {
    const message =
      text.trim() === ''
        ? 'Definition must be a valid JSON object'
        : String(error instanceof Error ? error.message : error);
    return {
      valid: false,
      problems: [{ code: text.trim() === '' ? 'SCHEMA_VALIDATION_FAILED' : 'INVALID_JSON_DESCRIPTION', message }],
    };
  }
  if (!isObject(parsed)) {
    return {
      valid: false,
      problems: [{ code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' }],
    };
  }
  const problems = new Problems();
  const language = parsed.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath';
  checkLanguage(parsed.QueryLanguage, '', problems);
  const { TimeoutSeconds: timeout } = parsed;
  if (
    timeout !== undefined &&
    (typeof timeout !== 'number' || !Number.isInteger(timeout) || timeout < 1 || timeout > 99_999_999)
  ) {
    problems.add('/TimeoutSeconds', `Value must be a whole number from 1 to 99999999, got ${JSON.stringify(timeout)}`);
  }
  if (parsed.Version !== undefined && parsed.Version !== '1.0') {
    problems.add('/Version', `Value must be "1.0", got ${JSON.stringify(parsed.Version)}`);
  }
  checkMachine(parsed, '', TOP_FIELDS, 0, { language, names: new Set(), problems, outer: new Set() });
  return problems.all.length === 0
    ? { valid: true, definition: parsed as unknown as MachineDefinition }
    : { valid: false, problems: problems.all };
}

function checkMachine(
  machine: JsonObject,
  location: string,
  fields: readonly string[],
  depth: number,
  walk: Walk,
): void {
  const { problems } = walk;
  const missing = ['States', 'StartAt'].filter((field) => machine[field] === undefined);
  if (missing.length > 0) {
    problems.add(location === '' ? '/' : location, `These fields are required: [${missing.join(', ')}]`);
  }
  for (const field of Object.keys(machine).filter((name) => !fields.includes(name))) {
    problems.add(`${location}/${field}`, `The field '${field}' is not supported here`);
  }
  if (depth > MAX_NESTING) {
    problems.add(location, `Machines may be nested ${MAX_NESTING} deep`);
    return;
  }
  if (machine.States === undefined || machine.StartAt === undefined) {
    return;
  }
  if (!isObject(machine.States) || Object.keys(machine.States).length === 0) {
    problems.add(`${location}/States`, isObject(machine.States) ? 'Value cannot be empty' : 'Value must be an object');
    return;
  }
  const assigned = variablesIn(machine.States, `${location}/States`);
  for (const { name, location: place } of assigned.filter((one) => walk.outer.has(one.name))) {
    problems.add(place, `The variable '${name}' is assigned in an outer scope and cannot be assigned in an inner one`);
  }
  const inner: Walk = { ...walk, outer: new Set([...walk.outer, ...assigned.map((one) => one.name)]) };
  for (const [name, state] of Object.entries(machine.States)) {
    checkNamed(name, state, `${location}/States/${name}`, depth, inner);
  }
  checkGraph(machine, machine.States, location, problems);
}

function checkNamed(name: string, state: Json, location: string, depth: number, walk: Walk): void {
  const { problems, names } = walk;
  if (name === '' || [...name].length > MAX_NAME) {
    problems.add(location, `The name of a state must have 1 to ${MAX_NAME} characters, got ${[...name].length}`);
  }
  if (names.has(name)) {
    problems.add(location, `Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
  }
  names.add(name);
  if (!isObject(state)) {
    problems.add(location, 'Value must be an object');
    return;
  }
  const { Type: type } = state;
  if (type === undefined) {
    problems.add(location, `The field 'Type' is required but was missing`);
    return;
  }
  if (!STATE_TYPES.some((known) => known === type)) {
    problems.add(`${location}/Type`, `The field 'Type' should have one of these values: [${STATE_TYPES.join(', ')}]`);
    return;
  }
  checkLanguage(state.QueryLanguage, location, problems);
  if (walk.language === 'JSONata' && state.QueryLanguage === 'JSONPath') {
    problems.add(location, `'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`);
    return;
  }
  const jsonata = (state.QueryLanguage ?? walk.language) === 'JSONata';
  checkState(state, type as StateType, jsonata, location, problems);
  checkInside(state, type as StateType, location, depth, walk);
}

function checkInside(state: JsonObject, type: StateType, location: string, depth: number, walk: Walk): void {
  const { problems } = walk;
  if (type === 'Parallel') {
    if (!isArray(state.Branches) || state.Branches.length === 0) {
      problems.add(
        `${location}/Branches`,
        state.Branches === undefined ? `The field 'Branches' is required but was missing` : 'Value cannot be empty',
      );
      return;
    }
    state.Branches.forEach((branch, index) => {
      checkSub(branch, `${location}/Branches[${index}]`, SUB_FIELDS, depth, walk);
    });
  }
  if (type === 'Map') {
    const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
    if (state.ItemProcessor !== undefined && state.Iterator !== undefined) {
      problems.add(location, 'Only one of the fields [ItemProcessor, Iterator] may be given');
    }
    if (state[field] === undefined) {
      problems.add(location, `The field 'ItemProcessor' is required but was missing`);
      return;
    }
    checkSub(
      state[field],
      `${location}/${field}`,
      field === 'Iterator' ? SUB_FIELDS : [...SUB_FIELDS, 'ProcessorConfig'],
      depth,
      walk,
    );
    checkProcessor(state[field], `${location}/${field}`, problems);
  }
}

function checkSub(
  machine: Json | undefined,
  location: string,
  fields: readonly string[],
  depth: number,
  walk: Walk,
): void {
  if (isObject(machine)) {
    checkMachine(machine, location, fields, depth + 1, walk);
  } else {
    walk.problems.add(location, 'Value must be an object');
  }
}

function checkProcessor(processor: Json | undefined, location: string, problems: Problems): void {
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  if (config === undefined) {
    return;
  }
  const mode = isObject(config) ? (config.Mode ?? 'INLINE') : config;
  if (mode === 'DISTRIBUTED') {
    problems.add(
      `${location}/ProcessorConfig/Mode`,
      'The local platform does not have distributed Map: Mode must be INLINE',
    );
  } else if (mode !== 'INLINE') {
    problems.add(
      `${location}/ProcessorConfig/Mode`,
      `Value is not valid, should be one of these values: [INLINE, DISTRIBUTED], got ${JSON.stringify(mode)}`,
    );
  }
}

function checkLanguage(language: Json | undefined, location: string, problems: Problems): void {
  if (language !== undefined && language !== 'JSONPath' && language !== 'JSONata') {
    problems.add(
      `${location}/QueryLanguage`,
      `Value is not valid, should be one of these values: [JSONPath, JSONata], got ${JSON.stringify(language)}`,
    );
  }
}

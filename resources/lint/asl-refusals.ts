/**
 * What AWS refuses when a machine is created although it is well-formed JSON (measured on AWS, August and September 2026; Amazon States
 * Language specification): fields on states that do not take them, transitions to nowhere, states that nothing leads to, no end, a
 * JSONPath state in a JSONata machine, a query language on an item processor, expressions that are not whole.
 */
export function aslRefusals(definition: Machine): readonly string[] {
  return refusalsIn(definition, '');
}

export type State = Readonly<Record<string, unknown>>;
export interface Machine {
  readonly StartAt?: unknown;
  readonly States?: unknown;
  readonly QueryLanguage?: unknown;
}

const types = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'];
/** Fields that only some types take. */
const onlyOn: Readonly<Record<string, readonly string[]>> = {
  TimeoutSeconds: ['Task'],
  HeartbeatSeconds: ['Task'],
  Retry: ['Task', 'Parallel', 'Map'],
  Catch: ['Task', 'Parallel', 'Map'],
  Arguments: ['Task', 'Parallel'],
  Choices: ['Choice'],
  Items: ['Map'],
  MaxConcurrency: ['Map'],
  Seconds: ['Wait'],
};
const ends = ['Succeed', 'Fail'];
const longestName = 80;

function refusalsIn({ StartAt, States }: Machine, at: string): readonly string[] {
  const states = Object.entries((States ?? {}) as Readonly<Record<string, State>>);
  const names = new Set(states.map(([name]) => name));
  if (states.length === 0) return [`${at}/States: a machine needs a state`];
  const reached = reachable(String(StartAt), new Map(states));
  return [
    ...(names.has(String(StartAt)) ? [] : [`${at}/StartAt: there is no state ${String(StartAt)}`]),
    ...states.flatMap(([name, state]) => stateRefusals(name, state, names, `${at}/States/${name}`)),
    ...states
      .filter(([name]) => !reached.has(name))
      .map(([name]) => `${at}/States/${name}: nothing leads to this state`),
    ...(states.some(([, state]) => isEnd(state)) ? [] : [`${at}/States: no state ends the machine`]),
  ];
}

function stateRefusals(name: string, state: State, names: ReadonlySet<string>, at: string): readonly string[] {
  const type = String(state.Type);
  const found: string[] = [];
  if (!types.includes(type)) found.push(`${at}/Type: there is no type ${type}`);
  if (name.length > longestName) found.push(`${at}: a name has at most ${longestName} characters`);
  for (const [field, takers] of Object.entries(onlyOn)) {
    if (field in state && !takers.includes(type)) found.push(`${at}/${field}: a ${type} does not take it`);
  }
  if (state.QueryLanguage === 'JSONPath') found.push(`${at}/QueryLanguage: JSONPath in a JSONata machine`);
  for (const target of targetsOf(state)) {
    if (!names.has(target)) found.push(`${at}: there is no state ${target} to go to`);
  }
  const moves = 'Next' in state || state.End === true;
  if (!ends.includes(type) && type !== 'Choice' && !moves) found.push(`${at}: needs Next or End`);
  if ('Next' in state && state.End === true) found.push(`${at}: has both Next and End`);
  return [
    ...found,
    ...brokenExpressions(state, at),
    ...innerMachines(state).flatMap((one, i) => inner(one, `${at}/${i}`)),
  ];
}

function inner(machine: Machine, at: string): readonly string[] {
  const language =
    'QueryLanguage' in machine ? [`${at}/QueryLanguage: not allowed on an item processor or branch`] : [];
  return [...language, ...refusalsIn(machine, at)];
}

function innerMachines(state: State): readonly Machine[] {
  const branches = Array.isArray(state.Branches) ? state.Branches : [];
  return [...branches, ...(state.ItemProcessor === undefined ? [] : [state.ItemProcessor as Machine])];
}

const isEnd = (state: State): boolean => ends.includes(String(state.Type)) || state.End === true;

/** Where a state may go: Next, Default, and what its choices and catchers name. */
function targetsOf(state: State): readonly string[] {
  const listed = ['Choices', 'Catch'].flatMap((field) => (Array.isArray(state[field]) ? state[field] : []));
  return [state.Next, state.Default, ...listed.map(({ Next }: State) => Next)].filter((one) => typeof one === 'string');
}

function reachable(from: string, states: ReadonlyMap<string, State>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (seen.has(name) || state === undefined) continue;
    seen.add(name);
    open.push(...targetsOf(state));
  }
  return seen;
}

/** An expression is the whole of a text or none of it: a text with one inside it is taken literally. */
function brokenExpressions(value: unknown, at: string): readonly string[] {
  if (typeof value === 'string') {
    const isWhole = /^\{%[\s\S]*%\}$/.test(value);
    return !isWhole && /\{%|%\}/.test(value) ? [`${at}: an expression must be the whole text`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'ItemProcessor' || key === 'Branches' ? [] : brokenExpressions(part, `${at}/${key}`),
  );
}

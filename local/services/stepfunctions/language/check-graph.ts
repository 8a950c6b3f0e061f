import { isArray, isObject, type Json, type JsonObject } from '../json';
import type { Problems } from './problems';

interface Transition {
  readonly target: Json | undefined;
  readonly location: string;
}

/** Where the states of one machine lead: every target exists, every state is reached, and some state ends it. */
export function checkGraph(machine: JsonObject, states: JsonObject, location: string, problems: Problems): void {
  const start = machine.StartAt;
  if (typeof start !== 'string' || !Object.hasOwn(states, start)) {
    problems.add(`${location}/StartAt`, `Missing 'StartAt' target: ${String(start)}`, 'MISSING_TRANSITION_TARGET');
    return;
  }
  const edges = new Map<string, readonly string[]>();
  for (const [name, state] of Object.entries(states)) {
    const targets = transitionsOf(state, `${location}/States/${name}`);
    for (const { target, location: place } of targets) {
      if (typeof target === 'string' && !Object.hasOwn(states, target)) {
        problems.add(place, `Missing '${place.split('/').at(-1)}' target: ${target}`, 'MISSING_TRANSITION_TARGET');
      }
    }
    edges.set(
      name,
      targets.flatMap(({ target }) => (typeof target === 'string' ? [target] : [])),
    );
  }
  const reached = reachedFrom(start, edges);
  for (const name of Object.keys(states).filter((one) => !reached.has(one))) {
    problems.add(`${location}/States/${name}`, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
  }
  const ends = Object.entries(states).some(([name, state]) => reached.has(name) && isTerminal(state));
  if (!ends && problems.all.length === 0) {
    problems.add(
      `${location}/States`,
      'There is no terminal state: no reachable state has "End": true or is of type Succeed or Fail',
      'NO_TERMINAL_STATE',
    );
  }
}

function transitionsOf(state: Json, location: string): readonly Transition[] {
  if (!isObject(state)) {
    return [];
  }
  const own = [
    { target: state.Next, location: `${location}/Next` },
    { target: state.Default, location: `${location}/Default` },
  ];
  const nested = (['Choices', 'Catch'] as const).flatMap((field) => {
    const list = state[field];
    return isArray(list)
      ? list.map((item, index) => ({
          target: isObject(item) ? item.Next : undefined,
          location: `${location}/${field}[${index}]/Next`,
        }))
      : [];
  });
  return [...own, ...nested].filter(({ target }) => target !== undefined);
}

function reachedFrom(start: string, edges: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([start]);
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const target of edges.get(name) ?? []) {
      if (!reached.has(target)) {
        reached.add(target);
        open.push(target);
      }
    }
  }
  return reached;
}

function isTerminal(state: Json): boolean {
  return isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');
}

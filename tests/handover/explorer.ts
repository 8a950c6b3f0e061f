import { Model } from './model/model';
import { keyOf, type World } from './model/world';
import type { Scenario, Subject } from './scenario';

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** States in which the hand-over is over. */
  readonly ends: number;
  /** Absent if nothing was found in all of them. */
  readonly found?: Finding;
}

export interface Finding {
  readonly violation: string;
  /** The shortest way to it. */
  readonly trace: readonly string[];
}

export interface Limits {
  /** More states than this are an error: the search was not exhaustive. */
  readonly maxStates: number;
}

/**
 * Breadth first through every interleaving, so that what is found first has the shortest trace. Afterwards backwards from all ends: a
 * state from which no end can be reached is one in which the controller is stuck.
 */
export function explore(
  scenario: Scenario,
  subject: Subject = {},
  limits: Limits = { maxStates: 3_000_000 },
): Exploration {
  const model = new Model(scenario, subject);
  const first = model.first();
  const numbers = new Map<string, number>([[keyOf(first), 0]]);
  const parents: number[] = [-1];
  const sources: number[] = [];
  const goals: number[] = [];
  const ended: number[] = [];
  let layer: { readonly id: number; readonly world: World }[] = [{ id: 0, world: first }];
  const summary = () => ({ states: numbers.size, transitions: sources.length, ends: ended.length });
  while (layer.length > 0) {
    const next: { readonly id: number; readonly world: World }[] = [];
    for (const { id, world } of layer) {
      if (model.isOver(world)) ended.push(id);
      for (const move of model.moves(world)) {
        const key = keyOf(move.world);
        const known = numbers.get(key);
        const isNew = known === undefined;
        const to = known ?? numbers.size;
        sources.push(id);
        goals.push(to);
        const violation = move.violation ?? (isNew ? model.wrong(move.world) : undefined);
        if (violation !== undefined)
          return { ...summary(), found: { violation, trace: [...retrace(model, id, parents), move.text()] } };
        if (!isNew) continue;
        numbers.set(key, to);
        if (to > limits.maxStates) throw new Error(`${scenario.name} has more than ${limits.maxStates} states`);
        parents.push(id);
        next.push({ id: to, world: move.world });
      }
    }
    layer = next;
  }
  const stuck = firstStuck(numbers.size, sources, goals, ended);
  if (stuck === undefined) return summary();
  return {
    ...summary(),
    found: {
      violation: 'the controller is stuck: from here no end can be reached',
      trace: retrace(model, stuck, parents),
    },
  };
}

/** The first state, in the order of their distance, from which no end can be reached. */
function firstStuck(
  states: number,
  sources: readonly number[],
  goals: readonly number[],
  ended: readonly number[],
): number | undefined {
  const heads = new Int32Array(states).fill(-1);
  const links = new Int32Array(goals.length);
  goals.forEach((goal, edge) => {
    links[edge] = heads[goal] as number;
    heads[goal] = edge;
  });
  const ends = new Uint8Array(states);
  const open = [...ended];
  for (const id of ended) ends[id] = 1;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (let edge = heads[id] as number; edge >= 0; edge = links[edge] as number) {
      const source = sources[edge] as number;
      if (ends[source] === 1) continue;
      ends[source] = 1;
      open.push(source);
    }
  }
  const stuck = ends.indexOf(0);
  return stuck < 0 ? undefined : stuck;
}

/** States are numbered as they are found, so going the way again finds the same ones. */
function retrace(model: Model, id: number, parents: readonly number[]): readonly string[] {
  const path: number[] = [];
  for (let at = id; at > 0; at = parents[at] as number) path.unshift(at);
  const texts: string[] = [];
  const numbers = worldsOn(model, path, parents);
  let world = model.first();
  for (const step of path) {
    const wanted = numbers.get(step);
    const move = model.moves(world).find((one) => keyOf(one.world) === wanted);
    if (move === undefined) throw new Error('the way cannot be gone again');
    texts.push(move.text());
    world = move.world;
  }
  return texts;
}

/** Explores again up to the last state of the path, to know the worlds on it. */
function worldsOn(model: Model, path: readonly number[], parents: readonly number[]): ReadonlyMap<number, string> {
  const last = path.at(-1) ?? 0;
  const wanted = new Set(path);
  const found = new Map<number, string>();
  const seen = new Map<string, number>([[keyOf(model.first()), 0]]);
  const queue: World[] = [model.first()];
  for (let id = 0; id < queue.length && seen.size <= last; id += 1) {
    for (const { world } of model.moves(queue[id] as World)) {
      const key = keyOf(world);
      if (seen.has(key)) continue;
      const number = seen.size;
      if (parents[number] !== id) throw new Error('the way cannot be gone again');
      seen.set(key, number);
      queue.push(world);
      if (wanted.has(number)) found.set(number, key);
    }
  }
  return found;
}

import { Model, type Move, type Outcome } from './model';
import type { Subject } from './replay';
import type { Scenario } from './scenario';
import { keyOf, type World } from './world';

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** States in which nothing is left to happen. */
  readonly ends: number;
  readonly deepest: number;
  /** Absent if nothing was found in all of them. */
  readonly found?: Finding;
}

export interface Finding {
  readonly violation: string;
  /** The shortest way to it, for people. */
  readonly trace: readonly string[];
}

export interface Limits {
  /** More states than this are an error: the search was not exhaustive. */
  readonly maxStates: number;
}

/** Breadth first through every interleaving of a scenario, so that what is found first has the shortest trace. */
export async function explore(
  scenario: Scenario,
  subject: Subject,
  limits: Limits = { maxStates: 2_000_000 },
): Promise<Exploration> {
  const model = new Model(scenario, subject);
  const seen = new Set<string>([keyOf(model.first())]);
  const parents: number[] = [-1];
  const moves: (Move | null)[] = [null];
  let layer: readonly { readonly id: number; readonly world: World }[] = [{ id: 0, world: model.first() }];
  let transitions = 0;
  let ends = 0;
  let deepest = 0;

  const summary = () => ({ states: seen.size, transitions, ends, deepest });
  while (layer.length > 0) {
    const next: { readonly id: number; readonly world: World }[] = [];
    for (const { id, world } of layer) {
      const due = model.due(world);
      if (due.length === 0) {
        ends += 1;
        const violation = await atRest(model, world);
        if (violation !== undefined) {
          return { ...summary(), found: await retrace(model, pathTo(id, parents, moves), violation) };
        }
      }
      for (const move of model.moves(world)) {
        const outcome: Outcome = await model.apply(world, move);
        transitions += 1;
        if (outcome.violation !== undefined) {
          const path = [...pathTo(id, parents, moves), move];
          return { ...summary(), found: await retrace(model, path, outcome.violation) };
        }
        const key = keyOf(outcome.world);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > limits.maxStates) throw new Error(`${scenario.name} has more than ${limits.maxStates} states`);
        parents.push(id);
        moves.push(move);
        next.push({ id: parents.length - 1, world: outcome.world });
      }
    }
    layer = next;
    deepest += 1;
  }
  return summary();
}

/** Nothing is left to happen: no wake-up may be lost, no lock left. */
async function atRest(model: Model, world: World): Promise<string | undefined> {
  if (world.covered < world.wakes) {
    return `lost wake-up: ${world.wakes} came, the last one that somebody looked at is ${world.covered}`;
  }
  if (world.size !== world.need && !world.deferred)
    return `left undone: ${world.size} nodes, and the load needs ${world.need}`;
  return probe(model, world);
}

/** One more wake-up, without faults: it must get through, and leave nothing behind. */
async function probe(model: Model, world: World): Promise<string | undefined> {
  const need = Math.max(world.need, world.size, world.to) + 1;
  const last = new Model({ ...model.scenario, needs: [...model.scenario.needs, need] }, model.interned.subject);
  const probing = sharing(last, model);
  const settled = world.to > 0 ? { size: world.to, to: 0 } : {};
  let current: World = { ...world, ...settled, zombies: [], budget: { stops: 0, losses: 0, lates: 0, duplicates: 0 } };
  for (let step = 0; step < 300; step += 1) {
    const [move] = probing.due(current);
    if (move === undefined) break;
    const outcome = await probing.apply(current, move);
    if (outcome.violation !== undefined) return `then one more wake-up: ${outcome.violation}`;
    current = outcome.world;
  }
  if (current.covered < current.wakes) return 'lock left: one more wake-up is not answered';
  if (current.size !== need) return 'lock left: one more wake-up changes nothing';
  if (probing.owner(current) >= 0) return `lock left: execution ${probing.owner(current)} owns the target at the end`;
  if (probing.changing(current) >= 0)
    return `lock left: execution ${probing.changing(current)} keeps the account at the end`;
  return undefined;
}

/** The same numbers for the same things. */
function sharing(model: Model, other: Model): Model {
  Object.defineProperty(model, 'interned', { value: other.interned });
  return model;
}

function pathTo(id: number, parents: readonly number[], moves: readonly (Move | null)[]): readonly Move[] {
  const path: Move[] = [];
  for (let at = id; at > 0; at = parents[at] ?? 0) {
    const move = moves[at];
    if (move) path.unshift(move);
  }
  return path;
}

/** The moves in words. In the model an execution has another number whenever one that is over is forgotten; here each keeps its own. */
async function retrace(model: Model, path: readonly Move[], violation: string): Promise<Finding> {
  const lines: string[] = [];
  let world = model.first();
  let names: readonly number[] = [];
  let born = 0;
  let told = violation;
  for (const move of path) {
    const before = world.procs.length;
    const outcome = await model.apply(world, move);
    const slots = outcome.slots ?? outcome.world.procs.map((_, index) => index);
    const all = [
      ...names,
      ...Array.from({ length: Math.max(slots.length, before) - before + 1 }, (_, more) => born + more),
    ];
    const said = (text: string) => text.replaceAll(/\bx(\d+)\b/g, (_, index) => `x${all[Number(index)] ?? '?'}`);
    lines.push(said(model.describe(world, move)));
    told = said(violation);
    born += slots.length - before;
    names = all.slice(0, slots.length).flatMap((_, index) => {
      const from = slots.indexOf(index);
      return from < 0 ? [] : [all[from] ?? -1];
    });
    world = outcome.world;
  }
  return { violation: told, trace: lines };
}

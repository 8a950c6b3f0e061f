import { Model } from './model';
import { type Move, moveOf, numberOf } from './move';
import { changingOf, ownerOf } from './names';
import { describe } from './narrate';
import type { Subject } from './replay';
import type { Scenario } from './scenario';
import { FingerprintStore, Ways } from './store';
import { bitsTo, budgetsAbove, keyOf, type World } from './world';

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
  readonly maxStates?: number;
  /** Told after each layer, which holds what can be reached in so many moves. */
  readonly onLayer?: (layer: { readonly depth: number; readonly width: number; readonly states: number }) => void;
}

/** Breadth first through every interleaving of a scenario, so that what is found first has the shortest trace. */
export async function explore(
  scenario: Scenario,
  subject: Subject,
  { maxStates = 8_000_000, onLayer }: Limits = {},
): Promise<Exploration> {
  const model = new Model(scenario, subject);
  const seen = new SeenStates(scenario);
  const ways = new Ways();
  seen.add(model.first());
  let layer: readonly { readonly id: number; readonly world: World }[] = [
    { id: ways.add(-1, 0), world: model.first() },
  ];
  let transitions = 0;
  let ends = 0;
  let deepest = 0;

  const summary = () => ({ states: seen.size, transitions, ends, deepest });
  const finding = async (moves: readonly number[], violation: string): Promise<Exploration> => ({
    ...summary(),
    found: await retrace(model, moves.map(moveOf), violation),
  });
  while (layer.length > 0) {
    onLayer?.({ depth: deepest, width: layer.length, states: seen.size });
    const next: { readonly id: number; readonly world: World }[] = [];
    for (const { id, world } of layer) {
      if (model.moves.due(world).length === 0) {
        ends += 1;
        const violation = await atRest(model, world);
        if (violation !== undefined) return finding(ways.movesTo(id), violation);
      }
      for (const move of model.moves.tried(world)) {
        const { world: reached, violation, idle } = await model.apply(world, move);
        transitions += 1;
        if (violation !== undefined) return finding([...ways.movesTo(id), numberOf(move)], violation);
        if (idle === true || !seen.add(reached)) continue;
        if (seen.size > maxStates) throw new Error(`${scenario.name} has more than ${maxStates} states`);
        next.push({ id: ways.add(id, numberOf(move)), world: reached });
      }
    }
    layer = next;
    deepest += 1;
  }
  return summary();
}

/** The visited states. One in which less may still go wrong than in another that is the same besides leads to nothing new. */
class SeenStates {
  readonly #store = new FingerprintStore();

  constructor(readonly scenario: Scenario) {}

  get size(): number {
    return this.#store.size;
  }

  add(world: World): boolean {
    const key = keyOf(world);
    const [same = '', ...more] = budgetsAbove(world.budget, this.scenario.budget);
    const asksMore = this.scenario.without?.includes('spare-faults') !== true;
    if (asksMore && more.some((budget) => this.#store.has(`${key}#${budget}`))) return false;
    return this.#store.add(`${key}#${same}`);
  }
}

/** Nothing is left to happen: no wake-up may be lost, no lock left. */
async function atRest(model: Model, world: World): Promise<string | undefined> {
  const unanswered = bitsTo(world.wakes) & ~bitsTo(world.covered) & ~world.excused;
  if (unanswered !== 0) {
    return `lost wake-up: ${world.wakes} came, the last one that somebody looked at is ${world.covered}`;
  }
  if (world.size !== world.need && !world.deferred)
    return `left undone: ${world.size} nodes, and the load needs ${world.need}`;
  return probe(model, world);
}

/** One more wake-up, without faults: it must get through, and leave nothing behind. */
async function probe(model: Model, world: World): Promise<string | undefined> {
  const need = Math.max(world.need, world.size, world.to) + 1;
  const { scenario, interned } = model;
  const probing = new Model({ ...scenario, needs: [...scenario.needs, need] }, interned.subject, interned);
  const settled = world.to > 0 ? { size: world.to, to: 0 } : {};
  let current: World = { ...world, ...settled, zombies: [], budget: { stops: 0, losses: 0, lates: 0, duplicates: 0 } };
  for (let step = 0; step < 300; step += 1) {
    const [move] = probing.moves.due(current);
    if (move === undefined) break;
    const outcome = await probing.apply(current, move);
    if (outcome.violation !== undefined) return `then one more wake-up: ${outcome.violation}`;
    current = outcome.world;
  }
  if (current.covered < current.wakes) return 'lock left: one more wake-up is not answered';
  if (current.size !== need) return 'lock left: one more wake-up changes nothing';
  const owner = ownerOf(current, interned);
  if (owner >= 0) return `lock left: execution ${owner} owns the target at the end`;
  const changing = changingOf(current, interned);
  if (changing >= 0) return `lock left: execution ${changing} keeps the account at the end`;
  return undefined;
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
    lines.push(said(describe(world, move, model)));
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

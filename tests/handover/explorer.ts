import { Model } from './model/model';
import type { World } from './model/world';
import type { Scenario, Subject } from './scenario';
import { StateSet } from './state-set';
import { WholeNumbers } from './whole-numbers';

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** States in which the hand-over is over. */
  readonly ends: number;
  /** Only where the search was stopped at its limit: every way of so many moves was gone, and not all longer ones. */
  readonly stoppedAt?: number;
  /** Absent if nothing was found in all of them. */
  readonly found?: Finding;
}

export interface Finding {
  readonly violation: string;
  /** The shortest way to it. */
  readonly trace: readonly string[];
}

export interface Limits {
  readonly maxStates: number;
  /** `refuse`: more states are an error, so that nothing looks exhaustive that was not. */
  readonly beyond: 'refuse' | 'stop';
}

/**
 * Breadth first through every interleaving, so that what is found first has the shortest trace. Afterwards backwards from all ends: a
 * state from which no end can be reached is one in which the controller is stuck.
 */
export function explore(
  scenario: Scenario,
  subject: Subject = {},
  limits: Limits = { maxStates: 3_000_000, beyond: 'refuse' },
): Exploration {
  const model = new Model(scenario, subject);
  const first = model.first();
  const states = new StateSet(first.length);
  states.add(first);
  const parents = new WholeNumbers();
  parents.push(-1);
  /** Where the moves of each state begin in `goals`. */
  const begins = new WholeNumbers();
  const goals = new WholeNumbers();
  let ends = 0;
  const summary = () => ({ states: states.size, transitions: goals.length, ends });
  for (let id = 0; id < states.size; id += 1) {
    const world = states.at(id);
    begins.push(goals.length);
    if (model.isOver(world)) ends += 1;
    for (const move of model.moves(world)) {
      const known = states.size;
      const to = states.add(move.world);
      const isNew = to === known;
      goals.push(to);
      const violation = move.violation ?? (isNew ? model.wrong(move.world) : undefined);
      if (violation !== undefined)
        return { ...summary(), found: { violation, trace: [...retrace(model, states, id, parents), move.text()] } };
      if (!isNew) continue;
      parents.push(id);
      if (to < limits.maxStates) continue;
      if (limits.beyond === 'stop') return { ...summary(), stoppedAt: distance(id, parents) };
      throw new Error(`${scenario.name} has more than ${limits.maxStates} states`);
    }
  }
  const stuck = firstStuck(model, states, begins, goals);
  if (stuck === undefined) return summary();
  return {
    ...summary(),
    found: {
      violation: 'the controller is stuck: from here no end can be reached',
      trace: retrace(model, states, stuck, parents),
    },
  };
}

function distance(id: number, parents: WholeNumbers): number {
  let moves = 0;
  for (let at = id; at > 0; at = parents.at(at)) moves += 1;
  return moves;
}

/** The first state, in the order of their distance, from which no end can be reached. */
function firstStuck(model: Model, states: StateSet, begins: WholeNumbers, goals: WholeNumbers): number | undefined {
  const ends = new Uint8Array(states.size);
  for (let id = 0; id < states.size; id += 1) if (model.isOver(states.at(id))) ends[id] = 1;
  // What is farther was found later, so going from the last to the first little is left for a second round.
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (let id = states.size - 1; id >= 0; id -= 1) {
      if (ends[id] === 1) continue;
      const until = id + 1 < states.size ? begins.at(id + 1) : goals.length;
      for (let move = begins.at(id); move < until; move += 1) {
        if (ends[goals.at(move)] !== 1) continue;
        ends[id] = 1;
        isChanged = true;
        break;
      }
    }
  }
  const stuck = ends.indexOf(0);
  return stuck < 0 ? undefined : stuck;
}

function retrace(model: Model, states: StateSet, id: number, parents: WholeNumbers): readonly string[] {
  const path: number[] = [];
  for (let at = id; at > 0; at = parents.at(at)) path.unshift(at);
  let world: World = states.at(0);
  return path.map((step) => {
    const wanted = states.at(step).join();
    const move = model.moves(world).find((one) => one.world.join() === wanted);
    if (move === undefined) throw new Error('the way cannot be gone again');
    world = move.world;
    return move.text();
  });
}

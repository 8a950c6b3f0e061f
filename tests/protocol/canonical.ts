import { decisionId } from '../../shared/ledger';
import type { Interned } from './interned';
import { type Mark, now, type Proc, type World, type Zombie } from './world';

/** How one state of the world is told as another that cannot be told from it. */
export interface View {
  readonly key: string;
  /** The new number of each execution; -1 if it is gone and nothing names it. */
  readonly slots: readonly number[];
  /** Counters as they are: what was seen of them is either this or older, for good. */
  readonly wakeUps: number;
  readonly version: number;
}

export interface Canonical {
  readonly world: World;
  readonly slots: readonly number[];
}

const highestRound = 4;
const idOf = new Map<string, string>();
const authorOf = new Map<string, { readonly index: number; readonly round: number }>();

function decisionOf(index: number, round: number): string {
  const key = `${index} ${round}`;
  const known = idOf.get(key);
  if (known !== undefined) return known;
  const id = decisionId('t', Date.parse(now), `arn:x${index}`, round);
  idOf.set(key, id);
  return id;
}

for (let index = 0; index < 40; index += 1) {
  for (let round = 0; round <= highestRound; round += 1) authorOf.set(decisionOf(index, round), { index, round });
}

/** The executions that a text names, by ARN or by one of their decisions. */
export function namedIn(text: string): ReadonlySet<number> {
  const named = new Set([...text.matchAll(/arn:x(\d+)/g)].map(([, index]) => Number(index)));
  for (const [id] of text.matchAll(decisionIds)) named.add(author(id).index);
  return named;
}

const decisionIds = /t\.\d{8}T\d{9}Z\.[0-9a-f]{8}/g;

function author(id: string): { readonly index: number; readonly round: number } {
  const found = authorOf.get(id);
  if (found === undefined) throw new Error(`${id} is nobody's decision`);
  return found;
}

/** The same text with the executions, and their decisions, numbered anew. */
export function renamed(text: string, slots: readonly number[]): string {
  const slotOf = (index: number): number => {
    const slot = slots[index];
    if (slot === undefined || slot < 0) throw new Error(`execution ${index} is gone, and named`);
    return slot;
  };
  return text
    .replaceAll(/arn:x(\d+)/g, (_, index) => `arn:x${slotOf(Number(index))}`)
    .replaceAll(decisionIds, (id) => decisionOf(slotOf(author(id).index), author(id).round));
}

/**
 * Wake-ups and versions that were seen: 1 and 0 for the present one, 0 and -1 for one that is over. Admit adds one to what it was
 * answered (`counted-on`): there 0 is the last but one, and -1 one that is older.
 */
export function relative(text: string, { wakeUps, version }: View, use: 'compared' | 'counted-on'): string {
  return JSON.stringify(
    JSON.parse(text, (key, value: unknown) => {
      if (key === 'wakeUps' && typeof value === 'number' && use === 'counted-on')
        return Math.max(-1, value - wakeUps + 1);
      if ((key === 'seen' || key === 'wakeUps') && typeof value === 'number') return value === wakeUps ? 1 : 0;
      if (key === 'itemHits' && hasValues(value)) return { ...value, values: [value.values[0] === version ? 0 : -1] };
      if (isVersion(value)) return { ...value, value: value.value === version ? 0 : -1 };
      return value;
    }),
  );
}

const hasValues = (value: unknown): value is { readonly values: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'values' in value && Array.isArray(value.values);

const isVersion = (value: unknown): value is { readonly value: unknown } =>
  typeof value === 'object' && value !== null && 'reading' in value && value.reading === 'version' && 'value' in value;

/**
 * One state for all that differ only in the names of executions, in how high the counters are, and in executions that have ended
 * and that nothing names. Those that are left are put in an order that does not depend on their names; where two cannot be told
 * apart by it, equal states may stay apart, which only costs time.
 */
export async function canonical(world: World, interned: Interned): Promise<Canonical> {
  const slots = slotsOf(world, interned);
  const wakeUps = Number(interned.item(world.target)?.wakeUps ?? 0);
  const { version } = world;
  const isPlain = wakeUps <= 1 && version === 0 && slots.every((slot, index) => slot === index);
  const view: View = { key: `${slots.join()} ${wakeUps} ${version}`, slots, wakeUps, version };
  const slotOf = (index: number): number => slots[index] ?? -1;

  const kept: Zombie[] = [];
  for (const one of world.zombies)
    kept.push({ ...one, proc: slotOf(one.proc), cont: isPlain ? one.cont : await interned.contIn(one.cont, view) });
  kept.sort((a, b) => a.proc - b.proc || a.cont - b.cont || Number(a.begun) - Number(b.begun) || a.id - b.id);
  const zombieOf = new Map(kept.map((one, index) => [one.id, index]));
  const markOf = (mark: Mark): Mark => {
    const of = Number(mark.slice(1));
    return `${mark[0] as 'p'}${mark[0] === 'z' ? (zombieOf.get(of) ?? -1) : slotOf(of)}`;
  };

  const procs: Proc[] = [];
  for (const [index, proc] of world.procs.entries()) {
    if (slotOf(index) < 0) continue;
    procs[slotOf(index)] = {
      ...proc,
      ...(!isPlain && proc.stop >= 0 && { stop: await interned.stopIn(proc.stop, view) }),
      ...(!isPlain && proc.cont >= 0 && { cont: await interned.contIn(proc.cont, view) }),
      ...(isSettled(proc) && { status: 'SUCCEEDED' }),
      wait: proc.wait.map(markOf).sort(),
    };
  }
  return {
    slots,
    world: {
      ...world,
      target: isPlain ? world.target : interned.itemIn(world.target, view),
      account: isPlain ? world.account : interned.itemIn(world.account, view),
      version: 0,
      lastLook: slotOf(world.lastLook),
      procs,
      zombies: kept.map((one, id) => ({ ...one, id })),
      events: world.events.map(slotOf).sort((a, b) => a - b),
    },
  };
}

function slotsOf(world: World, interned: Interned): readonly number[] {
  const named = new Set([...interned.namedBy('item', world.target), ...interned.namedBy('item', world.account)]);
  for (const event of world.events) named.add(event);
  for (const zombie of world.zombies) {
    named.add(zombie.proc);
    for (const index of interned.namedBy('cont', zombie.cont)) named.add(index);
  }
  for (const proc of world.procs) {
    if (proc.stop >= 0) for (const index of interned.namedBy('stop', proc.stop)) named.add(index);
    if (proc.cont >= 0) for (const index of interned.namedBy('cont', proc.cont)) named.add(index);
  }
  const kept = world.procs.flatMap((proc, index) => {
    const isOver = isSettled(proc) && !named.has(index);
    return isOver ? [] : [{ index, text: textOf(world, interned, proc, index) }];
  });
  kept.sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
  const slots = world.procs.map(() => -1);
  for (const [slot, { index }] of kept.entries()) slots[index] = slot;
  return slots;
}

/** All that can be said of an execution without names. */
function textOf(world: World, interned: Interned, proc: Proc, index: number): string {
  const zombies = world.zombies
    .filter((one) => one.proc === index)
    .map((one) => `${interned.nameless('cont', one.cont, index)}${one.begun ? 'b' : ''}`);
  return [
    `${proc.machine[2]}${isSettled(proc) ? 'SUCCEEDED' : proc.status}${proc.begun}${proc.settled}${proc.look},${proc.owes}`,
    proc.stop < 0 ? '' : interned.nameless('stop', proc.stop, index),
    proc.cont < 0 ? '' : interned.nameless('cont', proc.cont, index),
    proc.wait
      .map((mark) => mark[0])
      .sort()
      .join(''),
    zombies.sort().join(),
    interned.nameless('item', world.target, index),
    interned.nameless('item', world.account, index),
    world.lastLook === index,
    world.events.includes(index),
  ].join('|');
}

const isSettled = ({ status, settled }: Proc): boolean => status !== 'RUNNING' && settled;

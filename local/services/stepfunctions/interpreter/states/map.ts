import { isArray, isObject, type Json, textOf } from '../../json';
import { type Branch, type MapItem, type RunMachine, throwIfHalted } from '../branch';
import { childOf } from '../child-branch';
import { Halted } from '../failure';
import { inputOf, jsonataOutcome, jsonpathOutcome, type Outcome } from '../outcome';
import { isItems, type Visit } from '../visit';

/** AWS runs at most about 40 iterations of an inline Map at a time, whatever MaxConcurrency says. */
const MAX_CONCURRENT = 40;

interface Item extends MapItem {
  /** What the iteration gets, after ItemSelector. */
  readonly input: Json;
}

export async function runMap(visit: Visit, run: RunMachine): Promise<Outcome> {
  const { state, branch } = visit;
  const effective = visit.jsonata ? visit.input : inputOf(visit);
  const items = await itemsOf(visit, effective);
  const concurrency = await concurrencyOf(visit, effective);
  branch.trail.add('MapStateStarted', 'mapStateStartedEventDetails', { length: items.length });
  visit.begun = true;
  const results = await iterate(visit, items, concurrency, run);
  branch.trail.history.add('MapStateSucceeded', branch.trail.last);
  if (visit.jsonata) {
    return jsonataOutcome(visit, state, results, state.Next, { result: results });
  }
  return jsonpathOutcome(visit, results, state.Next);
}

async function itemsOf(visit: Visit, effective: Json): Promise<readonly Item[]> {
  const { Items: items, ItemsPath: path = '$', ItemSelector, Parameters } = visit.state;
  const selector = ItemSelector ?? Parameters;
  const source = visit.jsonata ? await jsonataItems(visit, items) : visit.at(path, effective);
  if (!isArray(source) && !(visit.jsonata && isObject(source))) {
    const problem = `Map state input must be an array but was: ${textOf(source)}`;
    throw visit.jsonata ? visit.queryFailure(problem) : visit.runtime(`Reference path "${path}" must point to array.`);
  }
  const entries: readonly (readonly [string | undefined, Json])[] = isArray(source)
    ? source.map((value) => [undefined, value] as const)
    : Object.entries(source as Record<string, Json>);
  const found: Item[] = [];
  for (const [index, [key, value]] of entries.entries()) {
    const item: MapItem = { index, key, value };
    found.push({
      ...item,
      input: selector === undefined ? itemInput(key, value) : await selected(visit, selector, effective, item),
    });
  }
  return found;
}

/** An object's entry reaches an iteration as its key and value. */
function itemInput(key: string | undefined, value: Json): Json {
  return key === undefined ? value : { Key: key, Value: value };
}

async function jsonataItems(visit: Visit, items: Json | undefined): Promise<Json> {
  return items === undefined ? visit.input : visit.typed(items, 'Items', 'array', isItems);
}

function selected(visit: Visit, selector: Json, effective: Json, item: MapItem): Promise<Json> {
  return visit.asItem(item, () =>
    visit.jsonata ? visit.fill(selector, 'ItemSelector') : visit.payload(selector, effective),
  );
}

async function concurrencyOf(visit: Visit, effective: Json): Promise<number> {
  const { MaxConcurrency: literal = 0, MaxConcurrencyPath: path } = visit.state;
  const value = path === undefined ? await visit.fill(literal, 'MaxConcurrency') : visit.at(path, effective);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw visit.jsonata
      ? visit.queryFailure(
          `The MaxConcurrency field must be a whole number of at least 0, but was: ${textOf(value)}`,
          'MaxConcurrency',
        )
      : visit.runtime(
          `The MaxConcurrencyPath field refers to value "${shown(value)}" which is not a valid integer: ${path}`,
        );
  }
  return value === 0 ? MAX_CONCURRENT : Math.min(value, MAX_CONCURRENT);
}

/** Runs the iterations, `concurrency` at a time. The first failure stops the others and becomes the failure of the state. */
async function iterate(
  visit: Visit,
  items: readonly Item[],
  concurrency: number,
  run: RunMachine,
): Promise<readonly Json[]> {
  const { branch, state } = visit;
  const machine = state.ItemProcessor ?? state.Iterator ?? { StartAt: '', States: {} };
  const family = new AbortController();
  const startedId = branch.trail.last;
  const results: Json[] = Array.from({ length: items.length }, () => null);
  const running = new Map<Item, Branch>();
  let failure: unknown;
  let next = 0;
  let lastSucceededId = startedId;

  const lane = async (): Promise<void> => {
    let laneLast = startedId;
    for (let item = items[next]; item !== undefined && failure === undefined; item = items[next]) {
      next += 1;
      const child = childOf(branch, family.signal, laneLast, item);
      running.set(item, child);
      try {
        throwIfHalted(child.signal);
        note(child, 'MapIterationStarted', item);
        results[item.index] = await run(child, machine, item.input);
        lastSucceededId = side(child, 'MapIterationSucceeded', item);
        laneLast = child.trail.last;
      } catch (error) {
        if (failure === undefined) {
          failure = error;
          branch.trail.last = child.trail.last;
          side(child, 'MapIterationFailed', item);
          running.delete(item);
          abortOthers();
          family.abort(new Halted());
        }
      } finally {
        running.delete(item);
        child.work.letGo();
      }
    }
  };
  const abortOthers = (): void => {
    for (const [item, child] of branch.signal.aborted ? [] : running) {
      side(child, 'MapIterationAborted', item);
    }
  };
  const note = (child: Branch, type: string, { index }: Item): number =>
    child.trail.add(type, memberOf(type), { name: visit.name, index });
  /** An event beside the line: AWS chains what follows to the event before it. */
  const side = (child: Branch, type: string, { index }: Item): number =>
    child.trail.history.add(type, child.trail.last, { member: memberOf(type), value: { name: visit.name, index } });

  await branch.work.during(() => Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, lane)));
  if (failure !== undefined) {
    throw failure;
  }
  branch.trail.last = lastSucceededId;
  return results;
}

function memberOf(type: string): string {
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : textOf(value);
}

import type { Condition, Item, Json, Key, Path, Update, UpdateResult } from './update';

/** What an update does to an item, as a pure function: the meaning that every store has to give it. */
export function evaluateUpdate(
  before: Item | undefined,
  update: Update,
): { readonly item: Item | undefined; readonly result: UpdateResult } {
  if (update.when !== undefined && !holds(before ?? {}, update.when))
    return { item: before, result: { kind: 'refused' } };
  const after = write(before ?? keyed(update.key), before ?? {}, update);
  const answered = update.returning === 'before' ? (before ?? {}) : after;
  return { item: after, result: { kind: 'done', item: answered } };
}

export function holds(item: Item, condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(item, part));
    case 'any':
      return condition.of.some((part) => holds(item, part));
    case 'absent':
      return at(item, condition.path) === undefined;
    case 'present':
      return at(item, condition.path) !== undefined;
    case 'equals':
      return at(item, condition.path) === condition.value;
    case 'differs': {
      const value = at(item, condition.path);
      return value !== undefined && value !== condition.value;
    }
    case 'less': {
      const value = at(item, condition.path);
      return typeof value === 'number' && value < condition.value;
    }
  }
}

/** As in DynamoDB, the right-hand sides see the item as it was before the update. */
function write(start: Item, before: Item, update: Update): Item {
  let item = start;
  for (const [path, value] of Object.entries(update.set ?? {})) item = put(item, path, value);
  for (const [path, value] of Object.entries(update.setIfAbsent ?? {}))
    item = put(item, path, at(before, path) ?? value);
  for (const [path, by] of Object.entries(update.increment ?? {})) item = put(item, path, count(at(before, path)) + by);
  for (const path of update.remove ?? []) item = put(item, path, undefined);
  return item;
}

const keyed = ({ pk, sk }: Key): Item => ({ pk, sk });
const count = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

function split(path: Path): readonly [string, string | undefined] {
  const [name = '', member] = path.split('.');
  return [name, member];
}

function at(item: Item, path: Path): Json | undefined {
  const [name, member] = split(path);
  const value = item[name];
  return member === undefined ? value : mapOf(value)?.[member];
}

function put(item: Item, path: Path, value: Json | undefined): Item {
  const [name, member] = split(path);
  if (member === undefined) return withMember(item, name, value);
  const map = mapOf(item[name]);
  if (map === undefined) throw new Error(`the path ${path} leads into ${name}, which is not a map`);
  return withMember(item, name, withMember(map, member, value));
}

function withMember(map: Item, name: string, value: Json | undefined): Item {
  const { [name]: _old, ...others } = map;
  return value === undefined ? others : { ...others, [name]: value };
}

function mapOf(value: Json | undefined): Item | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? (value as Item) : undefined;
}

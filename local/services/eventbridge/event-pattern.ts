import { type EventField, fieldsOf, joined, type Membership } from './event-fields';
import { type JsonNode, JsonTextError, readJson } from './json-text';
import { PatternError } from './pattern-error';
import { type Condition, compileCondition } from './value-matcher';

/** A compiled pattern: it matches if all paths of one of its branches do. */
export interface EventPattern {
  matches(event: JsonNode): boolean;
}

type Branch = ReadonlyMap<string, readonly Condition[]>;

/** `$or` multiplies branches; EventBridge takes at most this many of them. */
const MAX_BRANCHES = 1_000;

/** Names that may not stand inside `$or`, because they look like match expressions. */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** Compiles a pattern from its JSON text. Throws `PatternError` with the reason where EventBridge refuses it. */
export function compilePattern(text: string): EventPattern {
  const node = parse(text);
  if (node.kind !== 'object') {
    throw new PatternError('Filter is not an object');
  }
  const branches = compileObject(node.entries, '', [], 'plain').map((branch) =>
    [...branch].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return {
    matches(event) {
      const fields = fieldsOf(event);
      return branches.some((branch) => matchesFrom(branch, 0, fields, new Map()));
    },
  };
}

function parse(text: string): JsonNode {
  try {
    return readJson(text);
  } catch (error) {
    throw error instanceof JsonTextError ? new PatternError(error.message) : error;
  }
}

/** Adds an object's fields to every branch so far, in the order of the text: of one path given twice the later stands. */
function compileObject(
  entries: readonly (readonly [string, JsonNode])[],
  path: string,
  branches: readonly Branch[],
  place: 'plain' | 'in-or',
): readonly Branch[] {
  if (entries.length === 0) {
    throw new PatternError('Empty objects are not allowed');
  }
  return entries.reduce<readonly Branch[]>((sofar, [name, node]) => {
    if (name === '$or') {
      return compileOr(node, path, sofar);
    }
    if (place === 'in-or' && RESERVED_IN_OR.has(name)) {
      throw new PatternError(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    }
    const inner = path === '' ? name : `${path}.${name}`;
    if (node.kind === 'object') {
      return compileObject(node.entries, inner, sofar, place);
    }
    if (node.kind !== 'array') {
      throw new PatternError(`"${name}" must be an object or an array`);
    }
    if (node.items.length === 0) {
      throw new PatternError('Empty arrays are not allowed');
    }
    const conditions = node.items.map(compileCondition);
    return atLeastOne(sofar).map((branch) => new Map([...branch, [inner, conditions]]));
  }, branches);
}

function compileOr(node: JsonNode, path: string, branches: readonly Branch[]): readonly Branch[] {
  if (node.kind !== 'array') {
    throw new PatternError('It must be an Array followed with $or.');
  }
  const all = node.items.flatMap((alternative) => {
    if (alternative.kind !== 'object') {
      throw new PatternError('Only JSON object is allowed in array of $or relationship.');
    }
    return compileObject(alternative.entries, path, atLeastOne(branches), 'in-or');
  });
  if (node.items.length < 2) {
    throw new PatternError('There must have at least 2 Objects in $or relationship.');
  }
  if (all.length > MAX_BRANCHES) {
    throw new PatternError(`Rule is too complex: $or gives more than ${MAX_BRANCHES} combinations`);
  }
  return all;
}

function atLeastOne(branches: readonly Branch[]): readonly Branch[] {
  return branches.length === 0 ? [new Map()] : branches;
}

/** Whether the paths from `index` on find a field each, all of them in the same elements of the arrays that they pass. */
function matchesFrom(
  paths: readonly (readonly [string, readonly Condition[]])[],
  index: number,
  fields: ReadonlyMap<string, readonly EventField[]>,
  membership: Membership,
): boolean {
  const step = paths[index];
  if (step === undefined) {
    return true;
  }
  const [path, conditions] = step;
  const reachable = (fields.get(path) ?? []).flatMap(({ leaf, membership: own }) => {
    const together = joined(membership, own);
    return together === undefined ? [] : [{ leaf, together }];
  });
  if (reachable.length === 0 && conditions.some(({ kind }) => kind === 'absent')) {
    return matchesFrom(paths, index + 1, fields, membership);
  }
  return reachable.some(
    ({ leaf, together }) =>
      conditions.some((condition) => condition.kind === 'value' && condition.matches(leaf)) &&
      matchesFrom(paths, index + 1, fields, together),
  );
}

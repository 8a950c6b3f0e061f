import type { Attributes, AttributeValue } from '../codec/attribute-value';
import { type DocumentPath, overlap } from './document-path';

/** The value that a path leads to, if the item has it. */
export function valueAt(item: Attributes, path: DocumentPath): AttributeValue | undefined {
  let value: AttributeValue | undefined = own(item, path[0] as string);
  for (let index = 1; index < path.length && value !== undefined; index += 1) value = step(value, path[index]);
  return value;
}

function step(value: AttributeValue, to: string | number | undefined): AttributeValue | undefined {
  if (typeof to === 'number') return 'L' in value ? value.L[to] : undefined;
  return to !== undefined && 'M' in value ? own(value.M, to) : undefined;
}

function own(map: Attributes, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** DynamoDB judges (and words) a projection whose paths overlap. */
export function hasOverlap(paths: readonly DocumentPath[]): boolean {
  return paths.some((path, index) => paths.slice(index + 1).some((other) => overlap(path, other)));
}

/** The attributes that hold the paths: what to ask for, so that every path can be found in the answer without guessing. */
export function topLevelPaths(paths: readonly DocumentPath[]): readonly DocumentPath[] {
  return [...new Set(paths.map((path) => path[0]))].map((name) => [name as string]);
}

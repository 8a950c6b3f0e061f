import type { JsonNode } from './json-text';
import type { Leaf } from './value-matcher';

/** In which element of which arrays a field lies: array number to index. */
export type Membership = ReadonlyMap<number, number>;

export interface EventField {
  readonly leaf: Leaf;
  readonly membership: Membership;
}

/** The leaves of an event by their path, its names joined with dots. Arrays have no name of their own in a path. */
export function fieldsOf(event: JsonNode): ReadonlyMap<string, readonly EventField[]> {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;

  const visit = (node: JsonNode, path: string, membership: Membership): void => {
    switch (node.kind) {
      case 'object':
        for (const [name, value] of node.entries) {
          visit(value, path === '' ? name : `${path}.${name}`, membership);
        }
        return;
      case 'array': {
        const array = arrays;
        arrays += 1;
        for (const [index, item] of node.items.entries()) {
          const nested = item.kind === 'object' || item.kind === 'array';
          visit(item, path, nested ? new Map([...membership, [array, index]]) : membership);
        }
        return;
      }
      default: {
        const known = fields.get(path) ?? [];
        known.push({ leaf: node, membership });
        fields.set(path, known);
      }
    }
  };

  visit(event, '', new Map());
  return fields;
}

/** Both together, unless they lie in different elements of one array. */
export function joined(soFar: Membership, field: Membership): Membership | undefined {
  if (field.size === 0) {
    return soFar;
  }
  for (const [array, index] of field) {
    const known = soFar.get(array);
    if (known !== undefined && known !== index) {
      return undefined;
    }
  }
  return new Map([...soFar, ...field]);
}

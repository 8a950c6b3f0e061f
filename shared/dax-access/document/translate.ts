import type { Shape } from './shape';

/** A copy in which every attribute value has gone through `turn`; what holds none is shared, and undefined members are left out. */
export function translate(source: unknown, shape: Shape, turn: (value: unknown) => unknown): unknown {
  if (source === undefined || source === null) return source;
  switch (shape.kind) {
    case 'value':
      return turn(source);
    case 'each':
      return Array.isArray(source)
        ? source.map((element) => translate(element, shape.of, turn))
        : translateMembers(source as Readonly<Record<string, unknown>>, shape.of, turn);
    case 'fields':
      return translateFields(source as Readonly<Record<string, unknown>>, shape.fields, turn, {});
  }
}

type Fields = Extract<Shape, { readonly kind: 'fields' }>['fields'];

/** Adds to what `copy` holds. */
export function translateFields(
  source: Readonly<Record<string, unknown>>,
  fields: Fields,
  turn: (value: unknown) => unknown,
  copy: Record<string, unknown>,
): Record<string, unknown> {
  for (const name of Object.keys(source)) copy[name] = source[name];
  for (const [name, inner] of fields) {
    const member = source[name];
    if (member !== undefined && member !== null) copy[name] = translate(member, inner, turn);
  }
  return copy;
}

function translateMembers(
  source: Readonly<Record<string, unknown>>,
  of: Shape,
  turn: (value: unknown) => unknown,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  // The name is any text that a user may give an attribute; a prototype is none of them.
  for (const name of Object.keys(source)) {
    const member = source[name];
    // As in the SDK, a function as a direct member is passed over.
    if (member === undefined || typeof member === 'function') continue;
    const turned = of.kind === 'value' ? turn(member) : translate(member, of, turn);
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value: turned, enumerable: true, writable: true, configurable: true });
    else copy[name] = turned;
  }
  return copy;
}

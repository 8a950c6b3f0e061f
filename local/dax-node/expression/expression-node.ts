import { type AttributeValue, readAttributeValue } from '../codec/attribute-value';
import { CborError } from '../codec/cbor-error';
import { CborReader } from '../codec/cbor-reader';
import { INDEFINITE, Major, Tag } from '../codec/cbor-type';
import type { DocumentPath } from './document-path';

/** Operation numbers of the clients' pre-parsed expressions. */
export const Op = {
  Equal: 0,
  NotEqual: 1,
  Less: 2,
  GreaterOrEqual: 3,
  Greater: 4,
  LessOrEqual: 5,
  And: 6,
  Or: 7,
  Not: 8,
  Between: 9,
  In: 10,
  AttributeExists: 11,
  AttributeNotExists: 12,
  AttributeType: 13,
  BeginsWith: 14,
  Contains: 15,
  Size: 16,
  Variable: 17,
  Path: 18,
  Set: 19,
  Add: 20,
  Delete: 21,
  Remove: 22,
  IfNotExists: 23,
  ListAppend: 24,
  Plus: 25,
  Minus: 26,
} as const;

export type ExpressionNode =
  | { readonly kind: 'path'; readonly path: DocumentPath }
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'list'; readonly elements: readonly ExpressionNode[] }
  | { readonly kind: 'call'; readonly op: number; readonly operands: readonly ExpressionNode[] };

/** DynamoDB takes 300 operators and functions; a chain of them nests as deep as it is long. */
const MAX_EXPRESSION_DEPTH = 1000;
const FORMAT_VERSION = 1;

export interface ParsedExpression {
  readonly tree: ExpressionNode;
  readonly values: readonly AttributeValue[];
}

/** Condition, filter, key condition or update: `[1, tree, values]`. */
export function readExpression(bytes: Buffer): ParsedExpression {
  const reader = new CborReader(bytes);
  const parts = openExpression(reader);
  if (parts < 2) throw new CborError(`an expression of ${parts} parts`);
  const tree = readNode(reader, 0);
  const values: AttributeValue[] = [];
  if (parts > 2) {
    const count = reader.array();
    for (let index = 0; index < count; index += 1) values.push(readAttributeValue(reader));
  }
  return { tree, values };
}

/** Projection: `[1, [path, ...]]`. The position of a path is its ordinal in the answer. */
export function readProjection(bytes: Buffer): readonly DocumentPath[] {
  const reader = new CborReader(bytes);
  openExpression(reader);
  const paths: DocumentPath[] = [];
  const count = reader.array();
  for (let index = 0; index < count; index += 1) {
    const node = readNode(reader, 0);
    if (node.kind !== 'path') throw new CborError('a projection holds paths only');
    paths.push(node.path);
  }
  return paths;
}

function openExpression(reader: CborReader): number {
  const parts = reader.array();
  const version = reader.integer();
  if (version !== FORMAT_VERSION) throw new CborError(`expression format ${version}, known is ${FORMAT_VERSION}`);
  return parts;
}

/** An array that begins with an operation number is a call; one that does not is a plain list (of actions, or behind IN). */
function readNode(reader: CborReader, depth: number): ExpressionNode {
  if (depth > MAX_EXPRESSION_DEPTH)
    throw new CborError(`an expression nests deeper than ${MAX_EXPRESSION_DEPTH} levels`);
  const count = reader.array();
  if (count === INDEFINITE) throw new CborError('an indefinite array in an expression');
  if (count === 0) return { kind: 'list', elements: [] };
  if (reader.peekMajor() === Major.Array) return { kind: 'list', elements: readNodes(reader, count, depth) };
  const op = reader.integer();
  if (op === Op.Path) return { kind: 'path', path: readPath(reader, count - 1) };
  if (op === Op.Variable) return { kind: 'variable', index: reader.integer() };
  return { kind: 'call', op, operands: readNodes(reader, count - 1, depth) };
}

function readNodes(reader: CborReader, count: number, depth: number): readonly ExpressionNode[] {
  const nodes: ExpressionNode[] = [];
  for (let index = 0; index < count; index += 1) nodes.push(readNode(reader, depth + 1));
  return nodes;
}

function readPath(reader: CborReader, steps: number): DocumentPath {
  const path: (string | number)[] = [];
  for (let index = 0; index < steps; index += 1) {
    if (reader.peekMajor() === Major.Text) {
      path.push(reader.text());
      continue;
    }
    const tag = reader.tag();
    if (tag !== Tag.ListOrdinal) throw new CborError(`tag ${tag} in a document path`);
    path.push(reader.integer());
  }
  if (typeof path[0] !== 'string') throw new CborError('a document path must begin with a name');
  return path;
}

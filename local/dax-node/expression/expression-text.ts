import type { AttributeValue } from '../codec/attribute-value';
import { CborError } from '../codec/cbor-error';
import type { ExpressionNames } from './expression-names';
import { type ExpressionNode, Op, type ParsedExpression } from './expression-node';

const COMPARATORS: Readonly<Record<number, string>> = {
  [Op.Equal]: '=',
  [Op.NotEqual]: '<>',
  [Op.Less]: '<',
  [Op.GreaterOrEqual]: '>=',
  [Op.Greater]: '>',
  [Op.LessOrEqual]: '<=',
};
const FUNCTIONS: Readonly<Record<number, { readonly name: string; readonly operands: number }>> = {
  [Op.AttributeExists]: { name: 'attribute_exists', operands: 1 },
  [Op.AttributeNotExists]: { name: 'attribute_not_exists', operands: 1 },
  [Op.AttributeType]: { name: 'attribute_type', operands: 2 },
  [Op.BeginsWith]: { name: 'begins_with', operands: 2 },
  [Op.Contains]: { name: 'contains', operands: 2 },
  [Op.Size]: { name: 'size', operands: 1 },
  [Op.IfNotExists]: { name: 'if_not_exists', operands: 2 },
  [Op.ListAppend]: { name: 'list_append', operands: 2 },
};
const SECTIONS = [
  { op: Op.Set, keyword: 'SET', operands: 2, between: ' = ' },
  { op: Op.Remove, keyword: 'REMOVE', operands: 1, between: '' },
  { op: Op.Add, keyword: 'ADD', operands: 2, between: ' ' },
  { op: Op.Delete, keyword: 'DELETE', operands: 2, between: ' ' },
] as const;

/** A condition, filter or key condition as DynamoDB reads it. The outermost operation has no parentheses: DynamoDB refuses doubled ones. */
export function conditionText(expression: ParsedExpression, names: ExpressionNames): string {
  return new Speller(expression, names).condition(expression.tree);
}

/** Actions in source order, gathered by section: DynamoDB wants each section once. */
export function updateText(expression: ParsedExpression, names: ExpressionNames): string {
  const speller = new Speller(expression, names);
  const { tree } = expression;
  const actions = tree.kind === 'list' ? tree.elements : [tree];
  const sections: string[] = [];
  for (const { op, keyword, operands, between } of SECTIONS) {
    const own = actions.filter((action) => action.kind === 'call' && action.op === op);
    if (own.length === 0) continue;
    const texts = own.map((action) => speller.operands(action, operands).join(between));
    sections.push(`${keyword} ${texts.join(', ')}`);
  }
  const known = actions.filter((action) => action.kind === 'call' && SECTIONS.some(({ op }) => op === action.op));
  if (known.length !== actions.length || actions.length === 0) throw new CborError('an update holds unknown actions');
  return sections.join(' ');
}

class Speller {
  /** The same value used twice is sent once. */
  private readonly placeholders = new Map<number, string>();

  constructor(
    private readonly expression: ParsedExpression,
    private readonly names: ExpressionNames,
  ) {}

  condition(node: ExpressionNode): string {
    if (node.kind !== 'call') return this.operand(node);
    switch (node.op) {
      case Op.And:
      case Op.Or:
        return this.logical(node, node.op === Op.And ? ' AND ' : ' OR ');
      case Op.Not:
        return `NOT (${this.condition(this.exactly(node, 1)[0] as ExpressionNode)})`;
      case Op.Between: {
        const [operand, low, high] = this.operands(node, 3);
        return `${operand} BETWEEN ${low} AND ${high}`;
      }
      case Op.In:
        return this.membership(node);
      default:
        return this.comparison(node);
    }
  }

  operands(node: ExpressionNode, count: number): readonly string[] {
    return this.exactly(node, count).map((operand) => this.operand(operand));
  }

  private logical(node: ExpressionNode, word: string): string {
    return this.exactly(node, 2)
      .map((side) => `(${this.condition(side)})`)
      .join(word);
  }

  private membership(node: ExpressionNode): string {
    const [operand, list] = this.exactly(node, 2) as [ExpressionNode, ExpressionNode];
    if (list.kind !== 'list') throw new CborError('IN without a list of operands');
    return `${this.operand(operand)} IN (${list.elements.map((element) => this.operand(element)).join(', ')})`;
  }

  private comparison(node: ExpressionNode & { readonly kind: 'call' }): string {
    const comparator = COMPARATORS[node.op];
    return comparator === undefined ? this.operand(node) : this.operands(node, 2).join(` ${comparator} `);
  }

  private operand(node: ExpressionNode): string {
    switch (node.kind) {
      case 'path':
        return this.names.path(node.path);
      case 'variable':
        return this.variable(node.index);
      case 'list':
        throw new CborError('a list where an operand is expected');
      case 'call':
        return this.call(node);
    }
  }

  private call(node: ExpressionNode & { readonly kind: 'call' }): string {
    if (node.op === Op.Plus || node.op === Op.Minus)
      return this.operands(node, 2).join(node.op === Op.Plus ? ' + ' : ' - ');
    const known = FUNCTIONS[node.op];
    if (known === undefined) throw new CborError(`operation ${node.op} where an operand is expected`);
    return `${known.name}(${this.operands(node, known.operands).join(', ')})`;
  }

  private variable(index: number): string {
    const known = this.placeholders.get(index);
    if (known !== undefined) return known;
    const value: AttributeValue | undefined = this.expression.values[index];
    if (value === undefined) throw new CborError(`value ${index} of an expression is missing`);
    const placeholder = this.names.value(value);
    this.placeholders.set(index, placeholder);
    return placeholder;
  }

  private exactly(node: ExpressionNode, count: number): readonly ExpressionNode[] {
    if (node.kind !== 'call' || node.operands.length !== count) {
      throw new CborError(`operation ${node.kind === 'call' ? node.op : node.kind} must have ${count} operands`);
    }
    return node.operands;
  }
}

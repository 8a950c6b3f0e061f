import jsep from 'jsep';
import { MathError } from './math-error';

export type MathNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly of: MathNode }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: MathNode; readonly right: MathNode }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly MathNode[] }
  | { readonly kind: 'list'; readonly items: readonly MathNode[] };

/** The operators of metric math with their precedence, loosest first. */
const PRECEDENCE = {
  '||': 1,
  OR: 1,
  '&&': 2,
  AND: 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '^': 7,
} as const;

export type BinaryOperator = keyof typeof PRECEDENCE;

const MAX_EXPRESSION_LENGTH = 2_048;
const MAX_DEPTH = 100;

jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
jsep.addUnaryOp('-');
for (const [operator, precedence] of Object.entries(PRECEDENCE)) {
  jsep.addBinaryOp(operator, precedence, operator === '^');
}

/** Reads an expression of metric math. Only what metric math knows gets through; all else is refused with the place. */
export function parseMath(text: string): MathNode {
  if (text.trim() === '') {
    throw new MathError('the expression is empty');
  }
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new MathError(`the expression has ${text.length} characters, at most ${MAX_EXPRESSION_LENGTH} are allowed`);
  }
  return narrow(parsed(text), 0);
}

function parsed(text: string): jsep.CoreExpression {
  try {
    return jsep(text) as jsep.CoreExpression;
  } catch (error) {
    throw new MathError(error instanceof Error ? error.message : String(error));
  }
}

function narrow(expression: jsep.Expression | null, depth: number): MathNode {
  if (depth > MAX_DEPTH) {
    throw new MathError(`the expression is nested more than ${MAX_DEPTH} levels deep`);
  }
  const node = expression as jsep.CoreExpression | null;
  switch (node?.type) {
    case 'Literal':
      return narrowLiteral(node.value);
    case 'Identifier':
      return { kind: 'name', name: node.name };
    case 'UnaryExpression':
      return { kind: 'negate', of: narrow(node.argument, depth + 1) };
    case 'BinaryExpression':
      return {
        kind: 'binary',
        operator: node.operator as BinaryOperator,
        left: narrow(node.left, depth + 1),
        right: narrow(node.right, depth + 1),
      };
    case 'CallExpression':
      if (node.callee.type !== 'Identifier') {
        throw new MathError('only functions of metric math can be called');
      }
      return {
        kind: 'call',
        name: String(node.callee.name),
        args: node.arguments.map((argument) => narrow(argument, depth + 1)),
      };
    case 'ArrayExpression':
      return { kind: 'list', items: node.elements.map((element) => narrow(element, depth + 1)) };
    case 'Compound':
      throw new MathError('an operator is missing between two terms');
    default:
      throw new MathError(`${node?.type ?? 'an empty element'} is not part of metric math`);
  }
}

function narrowLiteral(value: unknown): MathNode {
  if (typeof value === 'number') {
    return { kind: 'number', value };
  }
  if (typeof value === 'string') {
    return { kind: 'text', text: value };
  }
  throw new MathError(`${String(value)} is not part of metric math`);
}

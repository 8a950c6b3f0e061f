import type { MathContext } from './math-arguments';
import { MathError } from './math-error';
import { ABSENT_FUNCTIONS, FUNCTIONS, KEYWORDS } from './math-functions';
import { applyBinary, negate } from './math-operators';
import type { MathNode } from './math-parse';
import { type MathValue, scalar, type TimeSeries, typeName } from './math-value';

export interface EvaluationContext extends MathContext {
  /** The value of another query of the request; undefined if there is none with this id. */
  lookUp(id: string): MathValue | undefined;
}

/** The value of an expression. Throws `MathError` where CloudWatch answers with a validation error. */
export function evaluateMath(node: MathNode, context: EvaluationContext): MathValue {
  switch (node.kind) {
    case 'number':
      return scalar(node.value);
    case 'text':
      return { kind: 'text', text: node.text };
    case 'name':
      return named(node.name, context);
    case 'negate':
      return negate(evaluateMath(node.of, context));
    case 'binary':
      return applyBinary(node.operator, evaluateMath(node.left, context), evaluateMath(node.right, context));
    case 'call':
      return call(node.name, node.args, context);
    case 'list':
      return { kind: 'array', items: node.items.flatMap((item) => itemsOf(evaluateMath(item, context))) };
  }
}

function named(name: string, context: EvaluationContext): MathValue {
  const value = context.lookUp(name);
  if (value !== undefined) {
    return value;
  }
  throw new MathError(`Unknown identifier '${name}': no metric or expression of the request has this id`);
}

function call(name: string, args: readonly MathNode[], context: EvaluationContext): MathValue {
  if (ABSENT_FUNCTIONS.has(name)) {
    throw new MathError(`The function ${name} is not there on the local platform`);
  }
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (apply === undefined) {
    throw new MathError(`Unknown function '${name}' (functions of metric math are written in upper case)`);
  }
  return apply(
    args.map((arg) => argument(arg, context)),
    context,
  );
}

/** REPEAT, ASC, SUM and the like stand for themselves as arguments. */
function argument(node: MathNode, context: EvaluationContext): MathValue {
  if (node.kind === 'name' && KEYWORDS.has(node.name)) {
    return { kind: 'text', text: node.name };
  }
  return evaluateMath(node, context);
}

function itemsOf(value: MathValue): readonly TimeSeries[] {
  if (value.kind === 'series') {
    return [value];
  }
  if (value.kind === 'array') {
    return value.items;
  }
  throw new MathError(`An array holds time series, not '${typeName(value)}'`);
}

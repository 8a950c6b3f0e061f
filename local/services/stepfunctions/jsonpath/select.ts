import { isArray, isObject, type Json, sameJson } from '../json';
import { type Filter, isDefinite, type Operand, type Step } from './path';

export type Selection =
  | { readonly found: true; readonly value: Json }
  | { readonly found: false; readonly reason: string };

/** What `steps` select in `root`: one value, or for paths that can select several the list of them. */
export function select(steps: readonly Step[], root: Json): Selection {
  const walked = walk(steps, [root], root);
  if ('reason' in walked) {
    return { found: false, reason: walked.reason };
  }
  if (isDefinite(steps)) {
    return { found: true, value: walked.values[0] as Json };
  }
  return { found: true, value: endsInFunction(steps) ? (walked.values[0] as Json) : walked.values };
}

type Walked = { readonly values: readonly Json[] } | { readonly reason: string };

function walk(steps: readonly Step[], start: readonly Json[], root: Json): Walked {
  let values = start;
  let definite = true;
  let shown = '$';
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'function') {
      const operand: Json = definite ? (values[0] as Json) : values;
      const result = applyFunction(step.name, operand);
      if (result === undefined) {
        return { reason: `The function ${step.name}() can not be applied at path ${shown}` };
      }
      values = [result];
      definite = true;
      continue;
    }
    const next = values.flatMap((value) => stepInto(step, value, root));
    shown += showStep(step);
    if (definite && next.length === 0 && !selectsSeveral(step)) {
      const last = index === steps.length - 1;
      return { reason: last ? `No results for path: ${shown}` : `Missing property in path ${shown}` };
    }
    definite &&= !selectsSeveral(step);
    values = next;
  }
  return { values };
}

function selectsSeveral({ kind }: Step): boolean {
  return kind !== 'member' && kind !== 'index' && kind !== 'function';
}

function endsInFunction(steps: readonly Step[]): boolean {
  return steps.at(-1)?.kind === 'function';
}

function stepInto(step: Step, value: Json, root: Json): readonly Json[] {
  switch (step.kind) {
    case 'member':
      return isObject(value) && Object.hasOwn(value, step.name) ? [value[step.name] as Json] : [];
    case 'index':
      return itemAt(value, step.index);
    case 'wildcard':
      return childrenOf(value);
    case 'descend':
      return [value, ...childrenOf(value).flatMap((child) => stepInto(step, child, root))];
    case 'names':
      return step.names.flatMap((name) => (isObject(value) && Object.hasOwn(value, name) ? [value[name] as Json] : []));
    case 'indexes':
      return step.indexes.flatMap((index) => itemAt(value, index));
    case 'slice':
      return isArray(value) ? slice(value, step) : [];
    case 'filter':
      return childrenOf(value).filter((child) => holds(step.filter, child, root));
    case 'function':
      return [];
  }
}

function childrenOf(value: Json): readonly Json[] {
  if (isArray(value)) {
    return value;
  }
  return isObject(value) ? Object.values(value) : [];
}

function itemAt(value: Json, index: number): readonly Json[] {
  if (!isArray(value)) {
    return [];
  }
  const item = value[index < 0 ? value.length + index : index];
  return item === undefined ? [] : [item];
}

function slice(items: readonly Json[], { start, end, step }: Extract<Step, { kind: 'slice' }>): readonly Json[] {
  const place = (index: number): number =>
    Math.min(Math.max(index < 0 ? items.length + index : index, 0), items.length);
  const chosen = items.slice(place(start ?? 0), place(end ?? items.length));
  return step > 1 ? chosen.filter((_, index) => index % step === 0) : chosen;
}

function holds(filter: Filter, item: Json, root: Json): boolean {
  switch (filter.kind) {
    case 'or':
      return holds(filter.left, item, root) || holds(filter.right, item, root);
    case 'and':
      return holds(filter.left, item, root) && holds(filter.right, item, root);
    case 'not':
      return !holds(filter.operand, item, root);
    case 'exists':
      return operandValue(filter.operand, item, root) !== undefined;
    case 'compare':
      return compare(filter.operator, operandValue(filter.left, item, root), filter.right, item, root);
  }
}

function operandValue(operand: Operand, item: Json, root: Json): Json | undefined {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'pattern':
      return undefined;
    case 'path': {
      const selection = select(operand.steps, operand.relative ? item : root);
      return selection.found ? selection.value : undefined;
    }
  }
}

function compare(operator: string, left: Json | undefined, operand: Operand, item: Json, root: Json): boolean {
  if (operator === '=~') {
    return operand.kind === 'pattern' && typeof left === 'string' && operand.pattern.test(left);
  }
  const right = operandValue(operand, item, root);
  if (operator === '==' || operator === '!=') {
    const same = left !== undefined && right !== undefined && sameJson(left, right);
    return (operator === '==') === same;
  }
  const comparable =
    (typeof left === 'number' && typeof right === 'number') || (typeof left === 'string' && typeof right === 'string');
  if (!comparable || left === undefined || right === undefined || left === null || right === null) {
    return false;
  }
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    default:
      return left >= right;
  }
}

function applyFunction(name: string, value: Json): Json | undefined {
  if (name === 'keys') {
    return isObject(value) ? Object.keys(value) : undefined;
  }
  if (name === 'length' || name === 'size') {
    if (typeof value === 'string' || isArray(value)) {
      return value.length;
    }
    return isObject(value) ? Object.keys(value).length : undefined;
  }
  if (!isArray(value)) {
    return undefined;
  }
  if (name === 'first' || name === 'last') {
    return value.at(name === 'first' ? 0 : -1);
  }
  return statistic(
    name,
    value.filter((item) => typeof item === 'number'),
  );
}

function statistic(name: string, numbers: readonly number[]): number | undefined {
  if (numbers.length === 0) {
    return undefined;
  }
  const sum = numbers.reduce((total, one) => total + one, 0);
  const mean = sum / numbers.length;
  switch (name) {
    case 'min':
      return Math.min(...numbers);
    case 'max':
      return Math.max(...numbers);
    case 'sum':
      return sum;
    case 'avg':
      return mean;
    default:
      return Math.sqrt(numbers.reduce((total, one) => total + (one - mean) ** 2, 0) / numbers.length);
  }
}

function showStep(step: Step): string {
  switch (step.kind) {
    case 'member':
      return `['${step.name}']`;
    case 'index':
      return `[${step.index}]`;
    case 'descend':
      return '..';
    default:
      return '[*]';
  }
}

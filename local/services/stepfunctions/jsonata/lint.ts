import { compile } from './evaluate';

export interface ExpressionProblem {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
}

/** What an expression may read of `$states` where it stands. */
export interface StatesAccess {
  readonly result: boolean;
  readonly errorOutput: boolean;
}

type Node = Readonly<Record<string, unknown>>;

/** Children that are evaluated against an item of a path, so that names and `$` in them have something to refer to. */
const INNER_PARTS = ['predicate', 'stages', 'group', 'terms', 'pattern', 'update', 'delete'] as const;
const OUTER_PARTS = [
  'lhs',
  'rhs',
  'expressions',
  'expression',
  'expr',
  'condition',
  'then',
  'else',
  'arguments',
  'body',
  'procedure',
] as const;

/** What AWS refuses in an expression when a machine is created. */
export function lintExpression(text: string, access: StatesAccess): readonly ExpressionProblem[] {
  let ast: unknown;
  try {
    ast = compile(text).ast();
  } catch (error) {
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message }];
  }
  const newer = newerOperator(text);
  if (newer !== undefined) {
    return [
      {
        code: 'INVALID_JSONATA_EXPRESSION',
        message: `Step Functions speaks JSONata 2.0.6, which has no operator "${newer}"`,
      },
    ];
  }
  const problems: ExpressionProblem[] = [];
  visit(ast, false, access, (message) => problems.push({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }));
  return problems;
}

/** Strings, quoted names, comments and regular expressions: what looks like an operator in them is none. */
const QUOTED =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\/\*[\s\S]*?\*\/|(?<=^|[([{,:;=>~&+?]\s*)\/(?:[^/\\]|\\.)+\/[im]*/g;

/** The `jsonata` package knows two operators that came after the version that AWS runs. */
function newerOperator(text: string): string | undefined {
  return /\?\?|\?:/.exec(text.replaceAll(QUOTED, '""'))?.[0];
}

function visit(node: unknown, inner: boolean, access: StatesAccess, report: (message: string) => void): void {
  if (Array.isArray(node)) {
    for (const child of node) {
      visit(child, inner, access, report);
    }
    return;
  }
  if (typeof node !== 'object' || node === null) {
    return;
  }
  const at = node as Node;
  checkReference(at, inner, report);
  if (at.type === 'path' && Array.isArray(at.steps)) {
    checkStates(at.steps, access, report);
    at.steps.forEach((step, index) => {
      visit(step, inner || index > 0, access, report);
    });
  }
  for (const part of INNER_PARTS) {
    visit(at[part], true, access, report);
  }
  for (const part of OUTER_PARTS) {
    visit(at[part], inner, access, report);
  }
}

function checkReference(node: Node, inner: boolean, report: (message: string) => void): void {
  if (node.type === 'variable' && node.value === '$') {
    report(`Reference to '$$' is not supported.`);
    return;
  }
  if (inner) {
    return;
  }
  switch (node.type) {
    case 'name':
    case 'wildcard':
    case 'descendant':
    case 'parent':
      report(`Reference to '${node.type === 'parent' ? '%' : node.value}' at the top level is not supported.`);
      return;
    case 'variable':
      if (node.value === '') {
        report(`Reference to '$' at the top level is not supported.`);
      }
      return;
    default:
  }
}

function checkStates(steps: readonly unknown[], access: StatesAccess, report: (message: string) => void): void {
  const [first, second] = steps as (Node | undefined)[];
  if (first?.type !== 'variable' || first.value !== 'states') {
    return;
  }
  const member = second?.value;
  if ((member === 'result' && !access.result) || (member === 'errorOutput' && !access.errorOutput)) {
    report(`'$states.${member}' is not available here.`);
  }
}

import { type Condition, holds, isKnownOperator, type RequestContext } from './condition';
import { fitsPattern, withVariables } from './pattern-match';

/** One statement of a policy, read and checked. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** The actions are the ones that the statement is not about. */
  readonly exceptActions: boolean;
  readonly resources: readonly string[];
  readonly exceptResources: boolean;
  readonly conditions: readonly Condition[];
}

const MEMBERS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

/** Reads an identity policy's statements. Throws a `RangeError` that names what is not understood. */
export function readStatements(document: Readonly<Record<string, unknown>>): readonly Statement[] {
  const { Statement: statements } = document;
  return listOf(statements).map((value, index) => readStatement(value, `Statement[${index}]`));
}

function readStatement(value: unknown, at: string): Statement {
  if (typeof value !== 'object' || value === null) {
    throw new RangeError(`${at} must be an object, got ${JSON.stringify(value)}`);
  }
  const statement = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(statement).find((name) => !MEMBERS.includes(name));
  if (unknown !== undefined) {
    throw new RangeError(`${at}.${unknown} is not an element of an identity policy`);
  }
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new RangeError(`${at}.Effect must be Allow or Deny, got ${JSON.stringify(effect)}`);
  }
  const [actions, exceptActions] = eitherOf(statement, 'Action', 'NotAction', at);
  const [resources, exceptResources] = eitherOf(statement, 'Resource', 'NotResource', at);
  const conditions = readConditions(statement.Condition, at);
  return { effect, actions, exceptActions, resources, exceptResources, conditions };
}

function eitherOf(
  statement: Readonly<Record<string, unknown>>,
  name: string,
  notName: string,
  at: string,
): readonly [readonly string[], boolean] {
  const isExcept = statement[name] === undefined;
  const chosen = isExcept ? statement[notName] : statement[name];
  if (chosen === undefined || (!isExcept && statement[notName] !== undefined)) {
    throw new RangeError(`${at} must have one of ${name} and ${notName}`);
  }
  return [listOf(chosen).map(String), isExcept];
}

function readConditions(value: unknown, at: string): readonly Condition[] {
  return Object.entries(value ?? {}).flatMap(([operator, keys]) => {
    if (!isKnownOperator(operator)) {
      throw new RangeError(`${at}.Condition.${operator} is an operator that the local platform does not have`);
    }
    return Object.entries(keys as Readonly<Record<string, unknown>>).map(([key, values]) => ({
      operator,
      key,
      values: listOf(values).map(String),
    }));
  });
}

export interface Wanted {
  readonly action: string;
  readonly resource: string;
}

export function speaksOf(statement: Statement, { action, resource }: Wanted, context: RequestContext): boolean {
  const onAction = statement.actions.some((pattern) => fitsPattern(pattern, action, { ignoreCase: true }));
  const onResource = statement.resources.some((pattern) => {
    const text = withVariables(pattern, context);
    return text !== undefined && fitsPattern(text, resource);
  });
  return (
    onAction !== statement.exceptActions &&
    onResource !== statement.exceptResources &&
    statement.conditions.every((condition) => holds(condition, context))
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

import jsonata from 'jsonata';

/**
 * What AWS refuses when a machine is created and the validator lets through (measured on AWS, August 2026): bare names at the top
 * level of a JSONata expression, `$$`, `$eval`, `$states.errorOutput` outside a Catch, a variable that nothing assigns, JSONPath
 * fields. Besides, our own rules: every Task has Retry and Catch and waits longer than its handler may run.
 */
export function lintMachine(definition: Definition): readonly string[] {
  const assigned = new Set(Object.values(definition.States).flatMap((state) => assignedIn(state)));
  const findings = Object.entries(definition.States).flatMap(([name, state]) => [
    ...ownRules(name, state),
    ...jsonPathFields(name, state),
    ...expressionsIn(state, name).flatMap(({ text, path }) => lintExpression(text, path, assigned)),
  ]);
  return [
    ...(definition.QueryLanguage === 'JSONata' ? [] : ['QueryLanguage must be JSONata']),
    ...(definition.TimeoutSeconds === undefined ? ['the machine has no TimeoutSeconds'] : []),
    ...findings,
  ];
}

export interface Definition {
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Handlers end after this long. */
const handlerSeconds = 30;
/** Errors that Lambda and Step Functions themselves answer with, and that may pass. */
const passing = [
  'Daxpilot.Transient',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'States.Timeout',
];

function ownRules(name: string, state: Readonly<Record<string, unknown>>): readonly string[] {
  if (state.Type !== 'Task') return [];
  const retried = (state.Retry as readonly { readonly ErrorEquals: readonly string[] }[] | undefined) ?? [];
  const missing = passing.filter((error) => !retried.some((one) => one.ErrorEquals.includes(error)));
  const caught = (state.Catch as readonly { readonly ErrorEquals: readonly string[] }[] | undefined) ?? [];
  return [
    ...(missing.length > 0 ? [`${name} does not retry ${missing.join(', ')}`] : []),
    ...(caught.some((one) => one.ErrorEquals.includes('States.ALL')) ? [] : [`${name} does not catch States.ALL`]),
    ...(Number(state.TimeoutSeconds) > handlerSeconds ? [] : [`${name} must wait longer than ${handlerSeconds} s`]),
  ];
}

function jsonPathFields(name: string, state: Readonly<Record<string, unknown>>): readonly string[] {
  const fields = [
    'InputPath',
    'OutputPath',
    'Parameters',
    'ResultPath',
    'ResultSelector',
    'SecondsPath',
    'TimeoutSecondsPath',
  ];
  const language = state.QueryLanguage === 'JSONPath' ? [`${name} is a JSONPath state`] : [];
  return [
    ...language,
    ...fields.filter((field) => field in state).map((field) => `${name} has ${field}, which is JSONPath`),
  ];
}

function assignedIn(state: Readonly<Record<string, unknown>>): readonly string[] {
  const catches = (state.Catch as readonly { readonly Assign?: object }[] | undefined) ?? [];
  const choices = (state.Choices as readonly { readonly Assign?: object }[] | undefined) ?? [];
  return [{ Assign: state.Assign as object | undefined }, ...catches, ...choices].flatMap((one) =>
    Object.keys(one.Assign ?? {}),
  );
}

interface Expression {
  readonly text: string;
  readonly path: string;
}

function expressionsIn(value: unknown, path: string): readonly Expression[] {
  if (typeof value === 'string') {
    const [, text] = /^\{%(.*)%\}$/s.exec(value) ?? [];
    return text === undefined ? [] : [{ text, path }];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => expressionsIn(part, `${path}/${name}`));
}

function lintExpression(text: string, path: string, assigned: ReadonlySet<string>): readonly string[] {
  try {
    return lintNode(jsonata(text).ast() as unknown as Node, path, assigned);
  } catch (error) {
    return [`${path}: INVALID_JSONATA_EXPRESSION: ${error instanceof Error ? error.message : JSON.stringify(error)}`];
  }
}

interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly procedure?: Node;
}

const functions = [
  ...[
    'exists',
    'string',
    'number',
    'boolean',
    'not',
    'count',
    'sum',
    'max',
    'min',
    'round',
    'floor',
    'merge',
    'append',
  ],
  ...[
    'length',
    'substring',
    'contains',
    'join',
    'split',
    'map',
    'filter',
    'keys',
    'lookup',
    'millis',
    'now',
    'toMillis',
  ],
];

function lintNode(node: Node, path: string, assigned: ReadonlySet<string>): readonly string[] {
  const own: string[] = [];
  const [first] = node.type === 'path' ? (node.steps ?? []) : [];
  if (node.type === 'name' || first?.type === 'name') {
    const name = String((first ?? node).value);
    own.push(`${path}: Reference to '${name}' at the top level is not supported`);
  }
  if (node.type === 'variable') own.push(...lintVariable(String(node.value), path, assigned));
  const text = JSON.stringify(node.steps?.map((step) => step.value) ?? []);
  if (text.startsWith('["states","errorOutput"') && !path.includes('/Catch/')) {
    own.push(`${path}: $states.errorOutput is there in a Catch only`);
  }
  // The steps of a path after its first are members of what came before.
  const inside =
    node.type === 'path' ? (node.steps ?? []).slice(0, 1).filter((step) => step.type !== 'name') : childrenOf(node);
  return [...own, ...inside.flatMap((child) => lintNode(child, path, assigned))];
}

function lintVariable(name: string, path: string, assigned: ReadonlySet<string>): readonly string[] {
  if (name === '' || name === '$') return [`${path}: there is no $ or $$ at the top level`];
  if (name === 'eval') return [`${path}: $eval is not supported`];
  const isKnown = name === 'states' || assigned.has(name) || functions.includes(name);
  return isKnown ? [] : [`${path}: nothing assigns $${name}`];
}

function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (const value of Object.values(node)) {
    for (const item of Array.isArray(value) ? value.flat() : [value]) {
      if (typeof item === 'object' && item !== null && 'type' in item) children.push(item as Node);
    }
  }
  return children;
}

import { ResourceProblem } from './boot-problem';
import { asRecord } from './template';

/** What a template's expressions may refer to. */
export interface Scope {
  /** `Ref` of a resource, parameter or pseudo parameter; undefined where there is none of that name. */
  ref(name: string): unknown;
  /** Throws a `ResourceProblem` where the resource or attribute is not there. */
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
  readonly region: string;
}

/** What `AWS::NoValue` resolves to: the property is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

/** Resolves every intrinsic function in `value`. `path` names the place for problems. */
export function resolveValue(value: unknown, scope: Scope, path = ''): unknown {
  const resolved = resolveAny(value, scope, path);
  return resolved === NO_VALUE ? undefined : resolved;
}

function resolveAny(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveAny(item, scope, `${path}[${index}]`)).filter((item) => item !== NO_VALUE);
  }
  const record = asRecord(value);
  if (record === undefined) {
    return value;
  }
  const [name, ...others] = Object.keys(record);
  if (name !== undefined && others.length === 0 && isIntrinsic(name)) {
    return call(name, record[name], scope, path);
  }
  const entries = Object.entries(record).map(
    ([key, item]) => [key, resolveAny(item, scope, path === '' ? key : `${path}.${key}`)] as const,
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

export function isIntrinsic(name: string): boolean {
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
}

function call(name: string, argument: unknown, scope: Scope, path: string): unknown {
  const at = `${path}.${name}`;
  const handler = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (handler === undefined) {
    throw new ResourceProblem(at, `the intrinsic function ${name} is not supported by the local platform`);
  }
  return handler(argument, scope, at);
}

type Intrinsic = (argument: unknown, scope: Scope, at: string) => unknown;

const FUNCTIONS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, at) => {
    const name = textOf(argument, at);
    return name === 'AWS::NoValue' ? NO_VALUE : refOf(name, scope, at);
  },
  'Fn::GetAtt': (argument, scope, at) => {
    const [logicalId, ...rest] =
      typeof argument === 'string'
        ? argument.split('.')
        : listOf(argument, at).map((item) => String(resolveAny(item, scope, at)));
    if (logicalId === undefined || rest.length === 0) {
      throw new ResourceProblem(at, `must be a logical id and an attribute, got ${JSON.stringify(argument)}`);
    }
    return scope.attribute(logicalId, rest.join('.'));
  },
  'Fn::Sub': (argument, scope, at) => {
    const [text, map] = Array.isArray(argument) ? argument : [argument, {}];
    const own = asRecord(resolveAny(map ?? {}, scope, at)) ?? {};
    return substitute(textOf(text, at), own, scope, at);
  },
  'Fn::Join': (argument, scope, at) => {
    const [separator, items] = listOf(argument, at);
    return listOf(resolveAny(items, scope, at), at)
      .map((item) => scalarText(item, at))
      .join(textOf(separator, at));
  },
  'Fn::Select': (argument, scope, at) => {
    const [index, items] = listOf(argument, at);
    const list = listOf(resolveAny(items, scope, at), at);
    const chosen = list[Number(resolveAny(index, scope, at))];
    if (chosen === undefined) {
      throw new ResourceProblem(at, `there is no item ${JSON.stringify(index)} in a list of ${list.length}`);
    }
    return chosen;
  },
  'Fn::Split': (argument, scope, at) => {
    const [separator, text] = listOf(argument, at);
    return textOf(resolveAny(text, scope, at), at).split(textOf(separator, at));
  },
  'Fn::If': (argument, scope, at) => {
    const [condition, yes, no] = listOf(argument, at);
    return resolveAny(scope.condition(textOf(condition, at)) ? yes : no, scope, at);
  },
  'Fn::Equals': (argument, scope, at) => {
    const [left, right] = listOf(argument, at).map((item) => resolveAny(item, scope, at));
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': (argument, scope, at) => listOf(argument, at).every((item) => truthOf(item, scope, at)),
  'Fn::Or': (argument, scope, at) => listOf(argument, at).some((item) => truthOf(item, scope, at)),
  'Fn::Not': (argument, scope, at) => !truthOf(listOf(argument, at)[0], scope, at),
  Condition: (argument, scope, at) =>
    typeof argument === 'string' ? scope.condition(argument) : { Condition: resolveAny(argument, scope, at) },
  'Fn::FindInMap': (argument, scope, at) => {
    const [map = '', top = '', second = ''] = listOf(argument, at).map((item) => String(resolveAny(item, scope, at)));
    const value = scope.mapping(map, top, second);
    if (value === undefined) {
      throw new ResourceProblem(at, `there is no mapping ${map}.${top}.${second}`);
    }
    return value;
  },
  'Fn::Base64': (argument, scope, at) => Buffer.from(textOf(resolveAny(argument, scope, at), at)).toString('base64'),
  'Fn::Length': (argument, scope, at) => listOf(resolveAny(argument, scope, at), at).length,
  'Fn::ToJsonString': (argument, scope, at) => JSON.stringify(resolveAny(argument, scope, at)),
  'Fn::GetAZs': (_argument, scope) => ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`),
};

function truthOf(condition: unknown, scope: Scope, at: string): boolean {
  return resolveAny(condition, scope, at) === true;
}

function refOf(name: string, scope: Scope, at: string): unknown {
  const value = scope.ref(name);
  if (value === undefined) {
    throw new ResourceProblem(at, `there is no resource or parameter ${name}`);
  }
  return value;
}

/** `${Name}`, `${Resource.Attribute}`; `${!Literal}` stays as `${Literal}`. */
function substitute(text: string, own: Readonly<Record<string, unknown>>, scope: Scope, at: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (_whole, inner: string) => {
    if (inner.startsWith('!')) {
      return `\${${inner.slice(1)}}`;
    }
    const name = inner.trim();
    if (Object.hasOwn(own, name)) {
      return scalarText(own[name], at);
    }
    const dot = name.indexOf('.');
    const value = dot === -1 ? refOf(name, scope, at) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return scalarText(value, at);
  });
}

/** The names that `${…}` in a text refers to, literals left out. */
export function substitutedNames(text: string): readonly string[] {
  return [...text.matchAll(/\$\{([^}!][^}]*)\}/g)].map(([, name = '']) => name.trim());
}

function listOf(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new ResourceProblem(at, `must be a list, got ${JSON.stringify(value)}`);
  }
  return value;
}

function textOf(value: unknown, at: string): string {
  if (typeof value !== 'string') {
    throw new ResourceProblem(at, `must be text, got ${JSON.stringify(value)}`);
  }
  return value;
}

function scalarText(value: unknown, at: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new ResourceProblem(at, `must be text or a number, got ${JSON.stringify(value)}`);
}

/** A call about the platform itself, under `/_daxpilot/`: JSON in, JSON out, no signature. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** What stands behind `/_daxpilot/`. */
  readonly name: string;
  /** `body` is undefined for an empty body. Throws `BadControlInput` for what it refuses. */
  handle(body: unknown, query: URLSearchParams): unknown;
}

export interface ControlProblem {
  readonly field: string;
  readonly value: unknown;
  readonly rule: string;
}

/** Every problem of a control call's body at once: field, value and the rule that it breaks. */
export class BadControlInput extends Error {
  override readonly name = 'BadControlInput';

  constructor(readonly problems: readonly ControlProblem[]) {
    super(
      problems
        .map(({ field, value, rule }) => `${field} ${rule}, got ${JSON.stringify(value) ?? 'nothing'}`)
        .join('; '),
    );
  }
}

export const CONTROL_PREFIX = '/_daxpilot/';

export interface ControlAnswer {
  readonly statusCode: number;
  readonly body: unknown;
}

export async function answerControl(
  routes: readonly ControlRoute[],
  request: { readonly method: string; readonly path: string; readonly query: string; readonly body: Buffer },
): Promise<ControlAnswer> {
  const name = request.path.slice(CONTROL_PREFIX.length);
  const named = routes.filter((route) => route.name === name);
  const route = named.find(({ method }) => method === request.method);
  if (route === undefined) {
    return refused(named, name, request.method, routes);
  }
  try {
    const body = await route.handle(parsed(request.body), new URLSearchParams(request.query));
    return { statusCode: 200, body };
  } catch (error) {
    if (error instanceof BadControlInput) {
      return { statusCode: 400, body: { message: error.message, problems: error.problems } };
    }
    throw error;
  }
}

function refused(
  named: readonly ControlRoute[],
  name: string,
  method: string,
  all: readonly ControlRoute[],
): ControlAnswer {
  if (named.length > 0) {
    const methods = named.map((route) => route.method).join(', ');
    return { statusCode: 405, body: { message: `${CONTROL_PREFIX}${name} takes ${methods}, got ${method}` } };
  }
  const names = [...new Set(all.map((route) => route.name))].join(', ');
  return { statusCode: 404, body: { message: `There is no control call "${name}"; there are: ${names}` } };
}

function parsed(body: Buffer): unknown {
  if (body.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    const value = body.toString('utf8').slice(0, 80);
    throw new BadControlInput([{ field: 'body', value, rule: `must be JSON (${(error as Error).message})` }]);
  }
}

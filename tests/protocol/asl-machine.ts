import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';
import { plainValue } from './plain-template';

/**
 * Follows a machine's own definition, as far as our machines go: Pass, Task, Choice, Wait, Succeed, Fail, Assign, Retry and Catch in
 * JSONata. Anything else is refused. So the model's control flow is the file that is deployed.
 */
export type Stop =
  | {
      readonly kind: 'task';
      readonly state: string;
      readonly variables: Variables;
      readonly retries: number;
      readonly fn: string;
      readonly payload: unknown;
    }
  | { readonly kind: 'wait'; readonly state: string; readonly variables: Variables; readonly seconds: number }
  | { readonly kind: 'ended'; readonly status: 'SUCCEEDED' | 'FAILED'; readonly output: unknown };

export type Variables = Readonly<Record<string, unknown>>;

export interface Execution {
  readonly arn: string;
  readonly input: unknown;
  /** Entered time of every state: time does not pass in the model. */
  readonly now: string;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Assign?: unknown;
  readonly Arguments?: unknown;
  readonly Seconds?: unknown;
  readonly Output?: unknown;
  readonly Resource?: { readonly 'Fn::GetAtt': readonly [string, string] };
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Assign?: unknown;
  }[];
}

export interface TaskFailure {
  readonly Error: string;
  readonly Cause: string;
}

export class AslMachine {
  readonly #states: Readonly<Record<string, State>>;
  readonly #startAt: string;
  readonly #live: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(
    definition: { readonly StartAt: string; readonly States: Readonly<Record<string, State>> },
    /** By the name of a state, where they are fewer than it says. */
    readonly retries: Readonly<Record<string, number>> = {},
  ) {
    this.#states = definition.States;
    this.#startAt = definition.StartAt;
    this.#live = liveVariables(definition.States);
  }

  static named(name: 'rightsize' | 'recovery', retries: Readonly<Record<string, number>> = {}): AslMachine {
    const path = join(__dirname, '..', '..', 'statemachines', `${name}.asl.json`);
    return new AslMachine(JSON.parse(readFileSync(path, 'utf8')), retries);
  }

  start(execution: Execution): Promise<Stop> {
    return this.#enter(this.#startAt, {}, execution, 0);
  }

  async afterTask(stop: Stop & { readonly kind: 'task' }, result: unknown, execution: Execution): Promise<Stop> {
    const state = this.#state(stop.state);
    const variables = await this.#assign(state.Assign, stop.variables, { ...contextOf(execution, stop), result });
    return this.#enter(nextOf(state), variables, execution, 0);
  }

  async afterFailure(
    stop: Stop & { readonly kind: 'task' },
    failure: TaskFailure,
    execution: Execution,
  ): Promise<Stop> {
    const state = this.#state(stop.state);
    const retrier = (state.Retry ?? []).find((one) => matches(one.ErrorEquals, failure.Error));
    const most = Math.min(retrier?.MaxAttempts ?? 0, this.retries[stop.state] ?? Number.POSITIVE_INFINITY);
    if (stop.retries < most) {
      return this.#enter(stop.state, stop.variables, execution, stop.retries + 1);
    }
    const catcher = (state.Catch ?? []).find((one) => matches(one.ErrorEquals, failure.Error));
    if (catcher === undefined) return { kind: 'ended', status: 'FAILED', output: failure };
    const variables = await this.#assign(catcher.Assign, stop.variables, {
      ...contextOf(execution, stop),
      errorOutput: failure,
    });
    return this.#enter(catcher.Next, variables, execution, 0);
  }

  async afterWait(stop: Stop & { readonly kind: 'wait' }, execution: Execution): Promise<Stop> {
    const state = this.#state(stop.state);
    const variables = await this.#assign(state.Assign, stop.variables, contextOf(execution, { ...stop, retries: 0 }));
    return this.#enter(nextOf(state), variables, execution, 0);
  }

  async #enter(name: string, variables: Variables, execution: Execution, retries: number): Promise<Stop> {
    const state = this.#state(name);
    const states = contextOf(execution, { state: name, retries });
    switch (state.Type) {
      case 'Pass':
        return this.#enter(nextOf(state), await this.#assign(state.Assign, variables, states), execution, 0);
      case 'Choice':
        for (const choice of state.Choices ?? []) {
          if ((await evaluate(choice.Condition, variables, states)) === true) {
            return this.#enter(choice.Next, variables, execution, 0);
          }
        }
        return this.#enter(state.Default ?? '', variables, execution, 0);
      case 'Wait': {
        const seconds = Number(await evaluate(state.Seconds, variables, states));
        return { kind: 'wait', state: name, variables: this.#alive(name, variables), seconds };
      }
      case 'Task': {
        const payload = await evaluate(state.Arguments, variables, states);
        const alive = this.#alive(name, variables);
        return { kind: 'task', state: name, variables: alive, retries, fn: functionOf(state), payload };
      }
      case 'Succeed':
        return { kind: 'ended', status: 'SUCCEEDED', output: await evaluate(state.Output, variables, states) };
      case 'Fail':
        return { kind: 'ended', status: 'FAILED', output: null };
      default:
        throw new Error(`${name} is a ${state.Type}, which is not followed here`);
    }
  }

  async #assign(assign: unknown, variables: Variables, states: object): Promise<Variables> {
    if (assign === undefined) return variables;
    return { ...variables, ...((await evaluate(assign, variables, states)) as Variables) };
  }

  /** Without the variables that nothing reads any more: states that differ in them only are the same. */
  #alive(name: string, variables: Variables): Variables {
    const live = this.#live.get(name);
    return Object.fromEntries(Object.entries(variables).filter(([variable]) => live?.has(variable)));
  }

  /** Whether `goal` is the state itself or one that can follow it. */
  mayReach(name: string, goal: string): boolean {
    const seen = new Set([name]);
    for (const at of seen) for (const { next } of waysOut(this.#state(at))) seen.add(next);
    return seen.has(goal);
  }

  #state(name: string): State {
    const state = this.#states[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    return state;
  }
}

/** What each state, or one that can follow it, reads before it is assigned anew. */
function liveVariables(states: Readonly<Record<string, State>>): ReadonlyMap<string, ReadonlySet<string>> {
  const live = new Map<string, ReadonlySet<string>>(Object.keys(states).map((name) => [name, new Set()]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, state] of Object.entries(states)) {
      const after = waysOut(state).flatMap(({ next, assigned }) =>
        [...(live.get(next) ?? [])].filter((variable) => !assigned.includes(variable)),
      );
      const now = new Set([...variablesIn(state), ...after]);
      changed ||= now.size > (live.get(name)?.size ?? 0);
      live.set(name, now);
    }
  }
  return live;
}

const variablesIn = (state: State): readonly string[] =>
  [...JSON.stringify(state).matchAll(/\$([a-zA-Z]\w*)/g)].map(([, name]) => name ?? '');

function waysOut(state: State): readonly { readonly next: string; readonly assigned: readonly string[] }[] {
  const assigned = (assign: unknown) => Object.keys(assign ?? {});
  return [
    ...[state.Next, state.Default].flatMap((next) =>
      next === undefined ? [] : [{ next, assigned: assigned(state.Assign) }],
    ),
    ...(state.Choices ?? []).map((choice) => ({ next: choice.Next, assigned: [] })),
    ...(state.Catch ?? []).map((catcher) => ({ next: catcher.Next, assigned: assigned(catcher.Assign) })),
  ];
}

/** `AdmitLambdaFunction` is the function `admit`. */
function functionOf(state: State): string {
  const [id] = state.Resource?.['Fn::GetAtt'] ?? [''];
  return id.replace(/LambdaFunction$/, '').toLowerCase();
}

const nextOf = (state: State): string => state.Next ?? '';

const matches = (names: readonly string[], error: string): boolean =>
  names.includes(error) || names.includes('States.ALL');

const contextOf = (execution: Execution, { state, retries }: { readonly state: string; readonly retries: number }) => ({
  context: {
    Execution: { Id: execution.arn, Input: execution.input },
    State: { Name: state, EnteredTime: execution.now, RetryCount: retries },
  },
});

const parsed = new Map<string, jsonata.Expression>();

/** As Step Functions does: text in `{% %}` is evaluated, everything else is itself, and undefined is an error. */
async function evaluate(template: unknown, variables: Variables, states: object): Promise<unknown> {
  const plain = plainValue(template, variables, states);
  if (plain !== undefined) return plain;
  if (typeof template === 'string') return evaluateText(template, variables, states);
  if (Array.isArray(template)) return Promise.all(template.map((part) => evaluate(part, variables, states)));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(async ([name, part]) => [name, await evaluate(part, variables, states)]);
  return Object.fromEntries(await Promise.all(entries));
}

async function evaluateText(text: string, variables: Variables, states: object): Promise<unknown> {
  const [, source] = /^\{%(.*)%\}$/s.exec(text) ?? [];
  if (source === undefined) return text;
  const expression = parsed.get(source) ?? jsonata(source);
  parsed.set(source, expression);
  const value: unknown = await expression.evaluate(undefined, { ...variables, states });
  if (value === undefined) throw new Error(`States.QueryEvaluationError: ${source} is undefined`);
  return JSON.parse(JSON.stringify(value));
}

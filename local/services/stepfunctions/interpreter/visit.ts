import { bytesOf, isArray, isObject, type Json, type JsonObject, MAX_DATA_BYTES, textOf, typeNameOf } from '../json';
import { ExpressionError, evaluate } from '../jsonata/evaluate';
import { expressionIn, fillTemplate } from '../jsonata/template';
import { IntrinsicError } from '../jsonpath/intrinsics';
import { fillPayload, PathError, type PathScope, valueAt, valueOfText } from '../jsonpath/payload';
import type { State } from '../language/types';
import { type Branch, contextOf, type MapItem } from './branch';
import { dataLimit, runtimeFailure, StateFailure } from './failure';

/** What `$states` holds beside input and context. */
export interface Extras {
  readonly result?: Json;
  readonly errorOutput?: JsonObject;
}

/** One visit to one state: its input, when it was entered, and the reading of its fields in the state's query language. */
export class Visit {
  readonly jsonata: boolean;
  readonly enteredMs: number;
  readonly enteredId: number;
  readonly #beforeEntry: number;
  retryCount = 0;
  taskToken: string | undefined;
  /** Whether a Parallel or Map state has begun its branches. */
  begun = false;
  #item: MapItem | undefined;

  constructor(
    readonly branch: Branch,
    readonly name: string,
    readonly state: State,
    readonly input: Json,
  ) {
    const { trail, frame } = branch;
    this.jsonata = (state.QueryLanguage ?? frame.language) === 'JSONata';
    this.enteredMs = frame.platform.clock.now();
    this.#beforeEntry = trail.last;
    this.enteredId = trail.add(`${state.Type}StateEntered`, 'stateEnteredEventDetails', {
      name,
      input: textOf(input),
      inputDetails: { truncated: false },
    });
    frame.platform.log.write('states.state-entered', {
      machine: frame.machine.name,
      execution: frame.name,
      state: name,
      type: state.Type,
    });
  }

  context(): JsonObject {
    const branch = this.#item === undefined ? this.branch : { ...this.branch, item: this.#item };
    return contextOf(branch, this);
  }

  /** Reads fields with `item` in the context object, as ItemSelector does. */
  async asItem<Value>(item: MapItem, read: () => Value | Promise<Value>): Promise<Value> {
    this.#item = item;
    try {
      return await read();
    } finally {
      this.#item = undefined;
    }
  }

  /** The value of one JSONata expression; `location` is the field as AWS names it, such as `Output/a`. */
  async evaluate(expression: string, location: string, extras: Extras = {}): Promise<Json> {
    const { variables, frame } = this.branch;
    const states = { input: this.input, ...extras, context: this.context() } as JsonObject;
    let value: Json | undefined;
    try {
      value = await evaluate(expression, { ...variables.all(), states }, frame.platform.clock.now());
    } catch (error) {
      if (error instanceof ExpressionError) {
        throw this.queryFailure(
          `The JSONata expression '${expression}' specified for the field '${location}' ${error.detail}`,
          location,
        );
      }
      throw error;
    }
    if (value === undefined) {
      throw this.queryFailure(
        `The JSONata expression '${expression}' specified for the field '${location}' returned nothing (undefined).`,
        location,
      );
    }
    return value;
  }

  /** A field that may hold expressions anywhere. */
  fill(template: Json, location: string, extras: Extras = {}): Promise<Json> {
    return fillTemplate(template, location, (expression, place) => this.evaluate(expression, place, extras));
  }

  /** A field that is a literal or one expression of a given type. */
  async typed<Value extends Json>(
    field: Json,
    location: string,
    expected: string,
    isExpected: (value: Json) => value is Value,
  ): Promise<Value> {
    const value = await this.fill(field, location);
    if (isExpected(value)) {
      return value;
    }
    const expression = typeof field === 'string' ? (expressionIn(field) ?? field) : textOf(field);
    throw this.queryFailure(
      `The JSONata expression '${expression}' specified for the field '${location}' returned an unexpected result type. Expected '${expected}', but was '${typeNameOf(value)}' for value: ${textOf(value)}`,
      location,
    );
  }

  /** What JSONPath fields see: `$` is `input`. */
  paths(input: Json): PathScope {
    return { input, context: this.context(), variable: (name) => this.branch.variables.get(name) };
  }

  /** A JSONPath field that selects one value. */
  at(path: string, input: Json): Json {
    return this.#reading(() => valueAt(path, this.paths(input)));
  }

  /** A JSONPath field that also takes an intrinsic function's call. */
  atOrCalled(text: string, field: string, input: Json): Json {
    return this.#readingField(field, () => valueOfText(text, this.paths(input)));
  }

  payload(template: Json, input: Json): Json {
    return fillPayload(template, this.paths(input), (error, field) => this.#readingField(field, () => raise(error)));
  }

  /** Ends the execution: something that no handler may hide. */
  runtime(reason: string): StateFailure {
    return runtimeFailure(`${this.#prefix()} ${reason}`);
  }

  queryFailure(reason: string, location?: string): StateFailure {
    const failure = new StateFailure('States.QueryEvaluationError', `${this.#prefix()} ${reason}`);
    const { trail } = this.branch;
    // AWS chains this event to the one before the state was entered, unless the state has written others since.
    if (trail.last === this.enteredId) {
      trail.last = this.#beforeEntry;
    }
    trail.add('EvaluationFailed', 'evaluationFailedEventDetails', {
      error: failure.error,
      cause: failure.cause,
      ...(location === undefined ? {} : { location }),
      state: this.name,
    });
    return failure;
  }

  limited(value: Json, what = this.name): Json {
    if (bytesOf(value) > MAX_DATA_BYTES) {
      throw dataLimit(what);
    }
    return value;
  }

  #prefix(): string {
    return `An error occurred while executing the state '${this.name}' (entered at the event id #${this.enteredId}).`;
  }

  #reading<Value>(read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      throw error instanceof PathError ? this.runtime(error.message) : error;
    }
  }

  #readingField<Value>(field: string, read: () => Value): Value {
    try {
      return read();
    } catch (error) {
      if (error instanceof PathError) {
        throw this.runtime(
          `The JSONPath '${error.path}' specified for the field '${field}' could not be found in the input '${textOf(error.target)}'`,
        );
      }
      if (error instanceof IntrinsicError) {
        throw new StateFailure(
          'States.IntrinsicFailure',
          `${this.#prefix()} The function of the field '${field}' failed: ${error.message}`,
        );
      }
      throw error;
    }
  }
}

function raise(error: unknown): never {
  throw error;
}

export const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';
export const isText = (value: Json): value is string => typeof value === 'string';
export const isItems = (value: Json): value is readonly Json[] | JsonObject => isArray(value) || isObject(value);

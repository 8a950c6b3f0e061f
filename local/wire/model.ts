import type { CatalogueEntry } from './catalogue';
import { Shape } from './shape';

export interface OperationModel {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method, URI template and status of REST forms. */
  readonly http: readonly [method: string, uri: string, status: number] | undefined;
}

export interface ErrorModel {
  readonly name: string;
  readonly shape: Shape;
  readonly statusCode: number | undefined;
  /** The code that the Query form gives this error, where it differs from its name. */
  readonly queryCode: string | undefined;
}

/** One service as its SDK client's schemas describe it. */
export interface ServiceModel {
  readonly entry: CatalogueEntry;
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, OperationModel>;
  /** By shape name, and by the Query code. */
  error(nameOrCode: string): ErrorModel | undefined;
}

const OPERATION = 9;
const ERROR = -3;

const loaded = new Map<string, Promise<ServiceModel>>();

/** Loads the service's SDK client when its model is first asked for. */
export function modelOf(entry: CatalogueEntry): Promise<ServiceModel> {
  const known = loaded.get(entry.signingName);
  if (known !== undefined) {
    return known;
  }
  const model = entry.load().then((client) => readModel(entry, client));
  loaded.set(entry.signingName, model);
  return model;
}

function readModel(entry: CatalogueEntry, client: object): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, ErrorModel>();
  let namespace = '';
  for (const [exportName, schema] of Object.entries(client)) {
    if (!exportName.endsWith('$') || !Array.isArray(schema)) {
      continue;
    }
    const [kind, schemaNamespace, name] = schema as [unknown, string, string];
    if (kind === OPERATION) {
      namespace = schemaNamespace;
      operations.set(name, readOperation(schema));
    } else if (kind === ERROR) {
      const error = readError(schema);
      errors.set(name, error);
      if (error.queryCode !== undefined && !errors.has(error.queryCode)) {
        errors.set(error.queryCode, error);
      }
    }
  }
  if (operations.size === 0) {
    throw new Error(`wire.no-schemas: the SDK client of ${entry.signingName} exports no operation schemas`);
  }
  return { entry, namespace, operations, error: (name) => errors.get(name) };
}

function readOperation(schema: readonly unknown[]): OperationModel {
  const [, , name, traits, input, output] = schema;
  const http = (traits as { http?: OperationModel['http'] } | 0 | undefined) || {};
  return {
    name: String(name),
    http: http.http,
    get input() {
      return memo(schema, 'input', () => Shape.of(resolved(input)));
    },
    get output() {
      return memo(schema, 'output', () => Shape.of(resolved(output)));
    },
  };
}

function readError(schema: readonly unknown[]): ErrorModel {
  const [, , name, traits] = schema;
  const { httpError, awsQueryError } = (traits || {}) as { httpError?: number; awsQueryError?: [string, number] };
  return {
    name: String(name),
    statusCode: httpError,
    queryCode: awsQueryError?.[0],
    get shape() {
      return memo(schema, 'error', () => Shape.of(schema));
    },
  };
}

/** Operations refer to their structures by function, because schemas may be recursive. */
function resolved(schemaRef: unknown): unknown {
  return typeof schemaRef === 'function' ? (schemaRef as () => unknown)() : schemaRef;
}

const shapes = new WeakMap<object, Map<string, Shape>>();

function memo(schema: object, key: string, make: () => Shape): Shape {
  const known = shapes.get(schema) ?? new Map<string, Shape>();
  shapes.set(schema, known);
  const shape = known.get(key) ?? make();
  known.set(key, shape);
  return shape;
}

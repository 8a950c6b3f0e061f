import { createRequire } from 'node:module';
import { NormalizedSchema } from '@smithy/core/schema';
import { isArray, isObject, type Json } from '../json';
import { SDK_SERVICES } from '../language/resource';

type Client = Readonly<Record<string, unknown>>;

const load = createRequire(__filename);
const clients = new Map<string, Client>();

/** An argument that the operation's model does not have, or has as another type. */
export class ArgumentError extends Error {}

/** The SDK client that holds the model of an `aws-sdk` service; loaded when it is first needed. */
function clientOf(service: string): Client {
  const known = clients.get(service);
  if (known !== undefined) {
    return known;
  }
  const packageName = SDK_SERVICES[service]?.client;
  if (packageName === undefined) {
    throw new RangeError(`no SDK service ${service}`);
  }
  const client = load(packageName) as Client;
  clients.set(service, client);
  return client;
}

/** Whether the service's model names this error. */
export function isModelled(service: string, error: string): boolean {
  return typeof clientOf(service)[error] === 'function' && !error.endsWith('Command') && !error.endsWith('Client');
}

/** `increaseReplicationFactor` as the model spells it, or undefined. */
export function operationNamed(service: string, action: string): string | undefined {
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return clientOf(service)[`${name}$`] === undefined ? undefined : name;
}

/** The members of an operation's input as a state machine spells them. */
export function inputMembers(service: string, operation: string): ReadonlySet<string> {
  const [, , , , input] = clientOf(service)[`${operation}$`] as readonly unknown[];
  const schema = NormalizedSchema.of(input as never);
  return new Set(schema.isStructSchema() ? [...schema.structIterator()].map(([name]) => capital(name)) : []);
}

/** JSON arguments as the operation's typed input: members by their capitals, times and bytes read. */
export function typedInput(service: string, operation: string, sent: Json): object {
  const [, , , , input] = clientOf(service)[`${operation}$`] as readonly unknown[];
  const typed = toTyped(NormalizedSchema.of(input as never), sent, '');
  return typeof typed === 'object' && typed !== null ? typed : {};
}

/** An operation's output as JSON with the capitals of the Java SDK. */
export function jsonOutput(service: string, operation: string, output: unknown): Json {
  const [, , , , , schema] = clientOf(service)[`${operation}$`] as readonly unknown[];
  return toJson(NormalizedSchema.of(schema as never), output);
}

function toTyped(schema: NormalizedSchema, value: Json, path: string): unknown {
  if (value === null) {
    return undefined;
  }
  if (schema.isDocumentSchema()) {
    return value;
  }
  if (schema.isStructSchema()) {
    return typedStruct(schema, value, path);
  }
  if (schema.isListSchema()) {
    if (!isArray(value)) {
      throw new ArgumentError(`The value of the field '${path}' must be an array`);
    }
    return value.map((item, index) => toTyped(schema.getValueSchema(), item, `${path}[${index}]`));
  }
  if (schema.isMapSchema()) {
    if (!isObject(value)) {
      throw new ArgumentError(`The value of the field '${path}' must be an object`);
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, toTyped(schema.getValueSchema(), item, `${path}/${key}`)]),
    );
  }
  return typedScalar(schema, value, path);
}

function typedStruct(schema: NormalizedSchema, value: Json, path: string): object {
  if (!isObject(value)) {
    throw new ArgumentError(`The value of the field '${path || 'Arguments'}' must be an object`);
  }
  const members = new Map<string, readonly [string, NormalizedSchema]>();
  for (const [name, member] of schema.structIterator()) {
    members.set(capital(name), [name, member]);
  }
  const typed: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const found = members.get(key);
    if (found === undefined) {
      throw new ArgumentError(`The field '${key}' is not supported by Step Functions`);
    }
    typed[found[0]] = toTyped(found[1], item, path === '' ? key : `${path}/${key}`);
  }
  return typed;
}

function typedScalar(schema: NormalizedSchema, value: Json, path: string): unknown {
  if (schema.isTimestampSchema()) {
    const ms = typeof value === 'string' ? Date.parse(value) : Number(value) * 1_000;
    if (Number.isNaN(ms)) {
      throw new ArgumentError(`The value of the field '${path}' must be a timestamp`);
    }
    return new Date(ms);
  }
  if (schema.isBlobSchema()) {
    return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  }
  const expected = scalarName(schema);
  if (expected !== undefined && (typeof value !== expected || typeof value === 'object')) {
    throw new ArgumentError(`The value of the field '${path}' must be a ${expected}`);
  }
  return value;
}

function scalarName(schema: NormalizedSchema): string | undefined {
  if (schema.isStringSchema()) {
    return 'string';
  }
  if (schema.isBooleanSchema()) {
    return 'boolean';
  }
  return schema.isNumericSchema() ? 'number' : undefined;
}

function toJson(schema: NormalizedSchema, value: unknown): Json {
  if (value === undefined || value === null) {
    return null;
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString();
  }
  if (schema.isStructSchema()) {
    const entries: [string, Json][] = [];
    for (const [name, member] of schema.structIterator()) {
      const item = (value as Record<string, unknown>)[name];
      if (item !== undefined && item !== null) {
        entries.push([capital(name), toJson(member, item)]);
      }
    }
    return Object.fromEntries(entries);
  }
  if (schema.isListSchema()) {
    return (value as readonly unknown[]).map((item) => toJson(schema.getValueSchema(), item));
  }
  if (schema.isMapSchema()) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(schema.getValueSchema(), item)]));
  }
  return typeof value === 'bigint' ? Number(value) : (value as Json);
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

import type { PlatformHost } from '../kernel/platform';
import { BadControlInput, type ControlRoute } from './control';
import { FieldReader, join } from './control-fields';
import type { ActiveFault, FaultBox, FaultKind, FaultRule, FaultWhen } from './faults';

const FIELDS = [
  'service',
  'operation',
  'error',
  'kind',
  'ms',
  'statusCode',
  'when',
  'resource',
  'skip',
  'count',
  'probability',
  'seed',
];
const ERROR_FIELDS = ['name', 'statusCode', 'message', 'when'];
const WHENS: readonly FaultWhen[] = ['before', 'after'];
const NAME = /^[A-Za-z][A-Za-z0-9.]{0,99}$/;

/** `/_daxpilot/faults`: POST adds a list of faults, GET shows them with how often each struck, DELETE takes all away. */
export function faultControls(box: FaultBox, platform: PlatformHost): readonly ControlRoute[] {
  const shown = () => box.list().map(described);
  return [
    { method: 'GET', name: 'faults', handle: shown },
    {
      method: 'POST',
      name: 'faults',
      handle: (body) => {
        box.add(parseFaults(body, platform));
        return shown();
      },
    },
    {
      method: 'DELETE',
      name: 'faults',
      handle: () => {
        box.clear();
        return [];
      },
    },
  ];
}

function described({ id, service, operation, fault, skip, count, probability, seed, fired }: ActiveFault): object {
  const left = count === undefined ? undefined : count - fired;
  return {
    id,
    service,
    operation,
    ...fault,
    skip: skip === 0 ? undefined : skip,
    count,
    probability,
    seed,
    fired,
    left,
  };
}

function parseFaults(body: unknown, platform: PlatformHost): readonly FaultRule[] {
  const reader = new FieldReader();
  if (!Array.isArray(body)) {
    throw new BadControlInput([{ field: 'body', value: body, rule: 'must be a list of faults' }]);
  }
  const rules = body.map((item, index) => parseFault(reader, item, `[${index}]`, platform));
  if (reader.problems.length > 0) {
    throw new BadControlInput(reader.problems);
  }
  return rules.filter((rule) => rule !== undefined);
}

function parseFault(reader: FieldReader, item: unknown, at: string, platform: PlatformHost): FaultRule | undefined {
  const record = reader.record(at, item, FIELDS);
  if (record === undefined) {
    return undefined;
  }
  const service = serviceName(reader, join(at, 'service'), record.service, platform);
  const operation = operationName(reader, join(at, 'operation'), record.operation, service, platform);
  const count = reader.number(join(at, 'count'), record.count, { min: 1, max: 1_000_000, integer: true });
  const probability = reader.number(join(at, 'probability'), record.probability, { min: 0, max: 1 });
  const seed = reader.number(join(at, 'seed'), record.seed, { min: 0, max: 2 ** 32 - 1, integer: true }) ?? 1;
  const skip = reader.number(join(at, 'skip'), record.skip, { min: 0, max: 1_000_000, integer: true }) ?? 0;
  const fault = parseKind(reader, at, record);
  if (service === undefined || operation === undefined || fault === undefined) {
    return undefined;
  }
  const once = count === undefined && probability === undefined;
  return { service, operation, fault, skip, count: once ? 1 : count, probability, seed };
}

function serviceName(reader: FieldReader, field: string, value: unknown, platform: PlatformHost): string | undefined {
  return reader.oneOf(field, value ?? '', ['*', ...platform.services().map(({ name }) => name)]);
}

function operationName(
  reader: FieldReader,
  field: string,
  value: unknown,
  service: string | undefined,
  platform: PlatformHost,
): string | undefined {
  if (typeof value !== 'string' || (value !== '*' && !NAME.test(value))) {
    return reader.problem(field, value, 'must be the name of an operation or *');
  }
  const found = service === undefined ? undefined : platform.service(service);
  const known = found === undefined || found.raw !== undefined || Object.hasOwn(found.operations, value);
  if (value !== '*' && !known) {
    return reader.problem(field, value, `must be an operation that the local platform has of ${service}, or *`);
  }
  return value;
}

function parseKind(reader: FieldReader, at: string, record: Readonly<Record<string, unknown>>): FaultKind | undefined {
  const kind = reader.oneOf(join(at, 'kind'), record.kind ?? 'error', ['error', 'timeout', 'http5xx', 'stuck']);
  const when = reader.oneOf(join(at, 'when'), record.when ?? 'before', WHENS);
  if (kind === undefined || when === undefined) {
    return undefined;
  }
  if (kind === 'error') {
    return parseError(reader, join(at, 'error'), record, when);
  }
  if (kind === 'stuck') {
    return parseStuck(reader, at, record);
  }
  if (kind === 'timeout') {
    const field = join(at, 'ms');
    const ms = reader.requiredNumber(field, record.ms, { min: 0, max: 600_000 });
    return ms === undefined ? undefined : { kind, ms, when };
  }
  const limits = { min: 500, max: 599, integer: true };
  const statusCode = reader.number(join(at, 'statusCode'), record.statusCode ?? 503, limits);
  return statusCode === undefined ? undefined : { kind, statusCode, when };
}

/** Only changes of DAX clusters and of tables can be held back. */
function parseStuck(
  reader: FieldReader,
  at: string,
  { service, resource = '*' }: Readonly<Record<string, unknown>>,
): FaultKind | undefined {
  if (service !== 'dax' && service !== 'dynamodb') {
    return reader.problem(join(at, 'service'), service, 'must be dax or dynamodb where the kind is stuck');
  }
  if (typeof resource !== 'string') {
    return reader.problem(join(at, 'resource'), resource, 'must be the name of a cluster or table, or *');
  }
  return { kind: 'stuck', resource };
}

function parseError(
  reader: FieldReader,
  field: string,
  record: Readonly<Record<string, unknown>>,
  outerWhen: FaultWhen,
): FaultKind | undefined {
  const given = record.error;
  const error = typeof given === 'string' ? { name: given } : reader.record(field, given, ERROR_FIELDS);
  if (error === undefined) {
    return undefined;
  }
  const { name, message, statusCode: status, when: innerWhen } = error as Readonly<Record<string, unknown>>;
  const when = reader.oneOf(join(field, 'when'), innerWhen ?? outerWhen, WHENS);
  const limits = { min: 400, max: 599, integer: true };
  const statusCode = reader.number(join(field, 'statusCode'), status ?? record.statusCode ?? 400, limits);
  if (typeof name !== 'string' || !NAME.test(name)) {
    return reader.problem(
      typeof given === 'string' ? field : join(field, 'name'),
      name,
      'must be the name of an exception',
    );
  }
  if (message !== undefined && typeof message !== 'string') {
    return reader.problem(join(field, 'message'), message, 'must be text');
  }
  if (when === undefined || statusCode === undefined) {
    return undefined;
  }
  return {
    kind: 'error',
    name,
    statusCode,
    message: message ?? `${name}, as a fault that was asked for wants it`,
    when,
  };
}

import { defaultBreaker } from '../calls/breaker';
import type { EngineSettings } from '../calls/engine-settings';
import * as is from './check';
import type { AccessOptions } from './options';
import { AccessOptionsError, type OptionProblem } from './problems';
import { profileRegion } from './profile-region';

const HOUR_MS = 3_600_000;
const ms = (least = 1) => is.whole(least, HOUR_MS, 'milliseconds');
const ENDPOINT = /^daxs?:\/\/(?!\[)[A-Za-z0-9.-]+(:\d{1,5})?$|^(?!.*:\/\/)[A-Za-z0-9.-]+:\d{1,5}$/;
const endpoint = is.matching(
  ENDPOINT,
  'must be dax://host:port or daxs://host:port (IPv6 literals are not taken by the clients)',
);
const clusterName = is.matching(
  /^[a-z][a-z0-9-]{0,19}$/,
  'must be the name of a DAX cluster: 1 to 20 of a-z, 0-9 and -',
);

const checkEndpoint: is.Check = (value, path) => {
  if (typeof value === 'string') return endpoint(value, path);
  if (Array.isArray(value)) return listOfEndpoints(value, path);
  const named = is.fields({
    cluster: clusterName,
    record: is.fields({ table: is.text, target: is.text, pollMs: ms(), handoverPollMs: ms(), processId: is.text }, [
      'table',
      'target',
    ]),
  })(value, path);
  if (named.length > 0 || typeof value !== 'object' || value === null) return named;
  return Object.keys(value).length === 1
    ? []
    : [{ path, value, rule: "must be a URL, { cluster: 'name' } or { record: { table, target } }, one of them" }];
};

function listOfEndpoints(values: readonly unknown[], path: string): readonly OptionProblem[] {
  if (values.length === 0) return [{ path, value: values, rule: 'must hold at least one endpoint' }];
  const each = values.flatMap((value, index) => endpoint(value, `${path}[${index}]`));
  const encrypted = values.filter((value) => String(value).startsWith('daxs://')).length;
  const mixed = encrypted > 0 && values.length > 1;
  return mixed ? [...each, { path, value: values, rule: 'with daxs:// there must be exactly one endpoint' }] : each;
}

const checkOptions = is.fields(
  {
    endpoint: checkEndpoint,
    region: is.matching(/^[a-z]{2}(-[a-z]+)+-\d+$|^local(host)?$/, 'must be a Region like us-east-1'),
    credentials: is.either(
      'must be an identity with accessKeyId and secretAccessKey, or a function',
      is.callable,
      (value, path) =>
        is.fields(
          {
            accessKeyId: is.text,
            secretAccessKey: is.text,
            sessionToken: is.text,
            expiration: is.anything,
            accountId: is.anything,
            credentialScope: is.anything,
            $source: is.anything,
          },
          ['accessKeyId', 'secretAccessKey'],
        )(value, path),
    ),
    transport: is.either(
      "must be 'lib-dax', 'amazon-dax-client' or a factory",
      is.callable,
      is.oneOf('lib-dax', 'amazon-dax-client'),
    ),
    dynamodb: is.anything,
    controlPlane: is.fields({ endpoint: is.text }),
    translate: is.anything,
    deadlineMs: ms(10),
    readAttemptMs: ms(),
    connectTimeoutMs: ms(),
    maxConnectionsPerNode: is.whole(1, 100_000, 'connections'),
    skipHostnameVerification: is.flag,
    breaker: is.fields({
      consecutiveFailures: is.whole(1, 1_000_000, 'calls'),
      failureRatio: is.ratio,
      minCalls: is.whole(1, 1_000_000, 'calls'),
      windowMs: ms(),
      openMs: ms(),
      maxOpenMs: ms(),
      probes: is.whole(1, 1_000, 'calls'),
    }),
    fallback: is.fields({
      reads: is.flag,
      writes: is.flag,
      maxConcurrentReads: is.whole(1, 1_000_000, 'reads'),
      allowPermanentStale: is.flag,
      maxKeys: is.whole(0, 10_000_000, 'keys'),
    }),
    itemTtlMs: is.whole(0, Number.MAX_SAFE_INTEGER, 'milliseconds'),
    canaryShare: is.ratio,
    coalesce: is.flag,
    repeatAmbiguous: is.flag,
    warmingKeys: is.either(
      "must be 'off', 'hashed' or { rawEncryptedWith: 32 bytes, or a function that gives a data key }",
      is.oneOf('off', 'hashed'),
      is.fields({ rawEncryptedWith: is.either('', is.callable, is.bytes(32)) }, ['rawEncryptedWith']),
    ),
    keys: is.anything,
    telemetry: is.fields({
      openTelemetry: is.flag,
      emf: is.fields({ target: is.text, write: is.callable, everyMs: ms() }, ['target']),
      cloudWatch: is.fields({ target: is.text, put: is.callable, everyMs: ms() }, ['target', 'put']),
    }),
    observer: is.anything,
    testing: is.anything,
  },
  ['endpoint'],
);

export interface AccessSettings extends EngineSettings {
  readonly region: string;
  readonly maxConnectionsPerNode: number;
  readonly breaker: typeof defaultBreaker;
  readonly maxConcurrentReads: number;
  readonly maxKeys: number;
  readonly coalesce: boolean;
}

/** The options with their defaults, or an error that lists everything that is wrong with them. */
export function settingsOf(options: AccessOptions, env: NodeJS.ProcessEnv = process.env): AccessSettings {
  const shape = checkOptions(options, '');
  if (shape.length > 0 && (typeof options !== 'object' || options === null)) throw new AccessOptionsError(shape);
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? profileRegion(env) ?? '';
  const deadlineMs = options.deadlineMs ?? 3_000;
  const connectTimeoutMs = options.connectTimeoutMs ?? Math.min(1_000, Math.ceil(deadlineMs / 2));
  const problems = [...shape, ...crossed(options, region, deadlineMs, connectTimeoutMs)];
  if (problems.length > 0) throw new AccessOptionsError(problems);
  const { fallback = {} } = options;
  return {
    region,
    deadlineMs,
    readAttemptMs: options.readAttemptMs ?? Math.ceil(deadlineMs / 2),
    connectTimeoutMs,
    maxConnectionsPerNode: options.maxConnectionsPerNode ?? 100,
    breaker: { ...defaultBreaker, ...options.breaker },
    fallbackReads: fallback.reads ?? true,
    fallbackWrites: fallback.writes ?? true,
    maxConcurrentReads: fallback.maxConcurrentReads ?? 64,
    allowPermanentStale: fallback.allowPermanentStale ?? false,
    maxKeys: fallback.maxKeys ?? 10_000,
    canaryShare: options.canaryShare ?? 0.001,
    coalesce: options.coalesce ?? true,
    repeatAmbiguous: options.repeatAmbiguous ?? false,
    settleBoundMs: settleBoundMs(deadlineMs, connectTimeoutMs),
  };
}

/** The service's own time for a write that it has taken. */
const SERVER_MS = 10_000;

/**
 * A call of the client may wait for a connection, ask for the key schema, wait again, ask for an attribute list, wait again and only then
 * send: 3 waits and 2 answers. What is sent last is carried out by the service within its own time.
 */
export function settleBoundMs(requestTimeoutMs: number, connectTimeoutMs: number): number {
  return 3 * connectTimeoutMs + 2 * requestTimeoutMs + SERVER_MS;
}

function crossed(
  options: AccessOptions,
  region: string,
  deadlineMs: number,
  connectTimeoutMs: number,
): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (region === '')
    problems.push({
      path: 'region',
      value: undefined,
      rule: 'Region is missing; it is required where neither AWS_REGION, AWS_DEFAULT_REGION nor the profile in ~/.aws/config gives one',
    });
  if (connectTimeoutMs >= deadlineMs)
    problems.push({
      path: 'connectTimeoutMs',
      value: connectTimeoutMs,
      rule: `must be less than deadlineMs (${deadlineMs})`,
    });
  if (options.readAttemptMs !== undefined && options.readAttemptMs > deadlineMs)
    problems.push({
      path: 'readAttemptMs',
      value: options.readAttemptMs,
      rule: `must be at most deadlineMs (${deadlineMs})`,
    });
  if (options.warmingKeys !== undefined && options.warmingKeys !== 'off' && !byRecord(options.endpoint))
    problems.push({
      path: 'warmingKeys',
      value: options.warmingKeys === 'hashed' ? 'hashed' : '{ rawEncryptedWith }',
      rule: 'needs an endpoint by record: there is nowhere else to tell of them',
    });
  return problems;
}

const byRecord = (endpoint: unknown): boolean =>
  typeof endpoint === 'object' && endpoint !== null && 'record' in endpoint;

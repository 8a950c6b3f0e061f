import { brokenConstraint, invalidParameter, notHere } from './errors';

/** What a version of a function is configured with, beside its code. */
export interface FunctionSettings {
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly architectures: readonly string[];
  readonly ephemeralStorageMb: number;
  readonly tracing: 'Active' | 'PassThrough';
  /** Stored and shown, without effect here. */
  readonly shown: Readonly<Record<string, unknown>>;
}

export interface SettingsInput {
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Role?: string;
  readonly Description?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
  readonly Architectures?: readonly string[];
  readonly EphemeralStorage?: { readonly Size?: number };
  readonly TracingConfig?: { readonly Mode?: string };
  readonly [member: string]: unknown;
}

const ROLE = /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const RUNTIME = /^nodejs(\d+)\.x$/;
const VARIABLE_NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);
/** Members whose effect is not there: refused unless empty. */
const REFUSED = [
  'Layers',
  'DeadLetterConfig',
  'FileSystemConfigs',
  'ImageConfig',
  'CodeSigningConfigArn',
  'DurableConfig',
] as const;
const SHOWN = ['VpcConfig', 'LoggingConfig', 'KMSKeyArn', 'SnapStart'] as const;

const DEFAULTS: FunctionSettings = {
  runtime: '',
  handler: '',
  role: '',
  description: '',
  timeoutSeconds: 3,
  memoryMb: 128,
  variables: undefined,
  architectures: ['x86_64'],
  ephemeralStorageMb: 512,
  tracing: 'PassThrough',
  shown: {},
};

/** Settings as `input` asks for, over `before`: what is not named stays. */
export function settingsOf(input: SettingsInput, before: FunctionSettings = DEFAULTS): FunctionSettings {
  for (const member of REFUSED) {
    if (!isEmpty(input[member])) {
      throw notHere(`${member} of functions`);
    }
  }
  const settings: FunctionSettings = {
    runtime: input.Runtime ?? before.runtime,
    handler: input.Handler ?? before.handler,
    role: input.Role ?? before.role,
    description: input.Description ?? before.description,
    timeoutSeconds: input.Timeout ?? before.timeoutSeconds,
    memoryMb: input.MemorySize ?? before.memoryMb,
    variables: input.Environment === undefined ? before.variables : (input.Environment.Variables ?? {}),
    architectures: input.Architectures ?? before.architectures,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? before.ephemeralStorageMb,
    tracing: tracingOf(input.TracingConfig?.Mode) ?? before.tracing,
    shown: {
      ...before.shown,
      ...Object.fromEntries(SHOWN.filter((name) => input[name] !== undefined).map((name) => [name, input[name]])),
    },
  };
  check(settings);
  return settings;
}

export function nodeMajorOf(runtime: string): number {
  return Number(RUNTIME.exec(runtime)?.[1] ?? 0);
}

function tracingOf(mode: string | undefined): FunctionSettings['tracing'] | undefined {
  if (mode === undefined || mode === 'Active' || mode === 'PassThrough') {
    return mode;
  }
  throw brokenConstraint('tracingConfig.mode', mode, 'Member must satisfy enum value set: [Active, PassThrough]');
}

function check(settings: FunctionSettings): void {
  if (!ROLE.test(settings.role)) {
    throw brokenConstraint(
      'role',
      settings.role,
      'Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
    );
  }
  if (settings.runtime === '' || settings.handler === '') {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  if (!RUNTIME.test(settings.runtime)) {
    throw invalidParameter(
      `Value ${settings.runtime} at 'runtime' failed to satisfy constraint: the local platform runs nodejs runtimes only: [nodejs20.x, nodejs22.x, nodejs24.x, nodejs26.x]`,
    );
  }
  if (nodeMajorOf(settings.runtime) < 20) {
    throw invalidParameter(
      `The runtime parameter of ${settings.runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  if (settings.handler.length > 128 || /\s/.test(settings.handler)) {
    throw brokenConstraint(
      'handler',
      settings.handler,
      'Member must satisfy regular expression pattern: [^\\s]+ and have at most 128 characters',
    );
  }
  checkRange('timeout', settings.timeoutSeconds, 1, 900);
  checkRange('memorySize', settings.memoryMb, 128, 10_240);
  checkRange('ephemeralStorage.size', settings.ephemeralStorageMb, 512, 10_240);
  if (settings.architectures.length !== 1 || !['x86_64', 'arm64'].includes(settings.architectures[0] ?? '')) {
    throw brokenConstraint(
      'architectures',
      `[${settings.architectures.join(', ')}]`,
      'Member must be one of [x86_64, arm64]',
    );
  }
  checkVariables(settings.variables ?? {});
}

function checkRange(member: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw brokenConstraint(member, value, `Member must have value greater than or equal to ${least}`);
  }
  if (value > most) {
    throw brokenConstraint(member, value, `Member must have value less than or equal to ${most}`);
  }
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const odd = names.find((name) => !VARIABLE_NAME.test(name));
  if (odd !== undefined) {
    throw brokenConstraint(
      'environment.variables',
      `{${odd}}`,
      'Map keys must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+',
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > 4_096) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') {
    return true;
  }
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

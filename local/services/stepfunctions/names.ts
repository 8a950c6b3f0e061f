import { ServiceError } from '../../kernel/service-error';

export interface Home {
  readonly account: string;
  readonly region: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses control characters in names.
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/u;
const MACHINE = /^arn:aws[a-z-]*:states:([a-z0-9-]+):(\d{12}):stateMachine:([^:]+)(?::(\d+))?$/;
const EXECUTION = /^arn:aws[a-z-]*:states:([a-z0-9-]+):(\d{12}):execution:([^:]+):([^:]+)$/;
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;

/** A name of a machine or an execution: 1 to 80 characters, none of those that AWS forbids. */
export function checkName(name: unknown): string {
  if (typeof name !== 'string' || name.length < 1 || name.length > 80 || FORBIDDEN.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${String(name)}'`);
  }
  return name;
}

export function checkRoleArn(roleArn: unknown): string {
  if (typeof roleArn !== 'string' || !ROLE.test(roleArn)) {
    throw new ServiceError('InvalidArn', `Invalid Role Arn: '${String(roleArn)}'`);
  }
  return roleArn;
}

export function machineArn({ account, region }: Home, name: string, version?: string): string {
  const arn = `arn:aws:states:${region}:${account}:stateMachine:${name}`;
  return version === undefined ? arn : `${arn}:${version}`;
}

export function executionArn({ account, region }: Home, machineName: string, name: string): string {
  return `arn:aws:states:${region}:${account}:execution:${machineName}:${name}`;
}

/** The machine's own ARN and the version, from an ARN with or without one. */
export function readMachineArn(arn: unknown): {
  readonly arn: string;
  readonly name: string;
  readonly version: string | undefined;
} {
  const text = checkPrefix(arn);
  const match = MACHINE.exec(text);
  const [, , , name = '', version] = match ?? [];
  if (match === null) {
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${text}'`);
  }
  return { arn: version === undefined ? text : text.slice(0, -version.length - 1), name, version };
}

export function checkExecutionArn(arn: unknown): string {
  const text = checkPrefix(arn);
  if (!EXECUTION.test(text)) {
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Resource type not valid in this context: ${text}'`);
  }
  return text;
}

function checkPrefix(arn: unknown): string {
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) {
    throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${String(arn)}'`);
  }
  return arn;
}

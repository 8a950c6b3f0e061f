import { ServiceError } from '../../kernel/service-error';

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

export function invalidValue(message: string): ServiceError {
  return new ServiceError('InvalidParameterValueException', message);
}

export function invalidCombination(message: string): ServiceError {
  return new ServiceError('InvalidParameterCombinationException', message);
}

export function missingParameter(name: string): ServiceError {
  return new ServiceError('MissingRequiredParameterException', `The parameter ${name} is required.`);
}

/** The sentence that AWS writes when a member of the input breaks a constraint of the model. */
export function constraint(member: string, value: unknown, rule: string): ServiceError {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  return validationError(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

export function required<T>(member: string, value: T | undefined | null): T {
  if (value === undefined || value === null) {
    throw constraint(member, null, 'Member must not be null');
  }
  return value;
}

export function checkLength(member: string, value: string, least: number, most: number): string {
  if (value.length < least) {
    throw constraint(member, value, `Member must have length greater than or equal to ${least}`);
  }
  if (value.length > most) {
    throw constraint(member, `${value.slice(0, 64)}…`, `Member must have length less than or equal to ${most}`);
  }
  return value;
}

export function oneOf<T extends string>(member: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw constraint(member, value, `Member must satisfy enum value set: [${allowed.join(', ')}]`);
  }
  return found;
}

/** What the local platform does not have is refused by its name, never ignored. */
export function refuseAbsent(input: object, names: readonly string[]): void {
  const given = names.find((name) => (input as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (given !== undefined) {
    throw validationError(`The parameter ${given} is not there on the local platform.`);
  }
}

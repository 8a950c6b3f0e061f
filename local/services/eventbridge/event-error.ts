import { ServiceError } from '../../kernel/service-error';

export function validation(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** The sentence that AWS writes when a member of the input breaks a constraint of the model. */
export function constraint(member: string, value: unknown, rule: string): ServiceError {
  return validation(
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

export function checkLength(member: string, value: string, least: number, most: number): void {
  if (value.length < least) {
    throw constraint(member, value, `Member must have length greater than or equal to ${least}`);
  }
  if (value.length > most) {
    throw constraint(member, value, `Member must have length less than or equal to ${most}`);
  }
}

export function checkPattern(member: string, value: string, pattern: RegExp): void {
  if (!pattern.test(value)) {
    throw constraint(member, value, `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
  }
}

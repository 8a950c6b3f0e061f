import { ServiceError } from '../../kernel/service-error';

/** One member broke one constraint of the API's model. */
export function brokenConstraint(member: string, value: unknown, rule: string): ServiceError {
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

/** What the platform does not have, said by name. */
export function notHere(what: string): ServiceError {
  return new ServiceError('ValidationException', `The local platform does not have ${what}.`);
}

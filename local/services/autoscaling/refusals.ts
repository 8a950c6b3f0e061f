import { ServiceError } from '../../kernel/service-error';

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** An enumeration's value that the model does not know. */
export const notInSet = (member: string, value: unknown, set: readonly string[]): ServiceError =>
  invalid(
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${set.join(', ')}]`,
  );

export const notFound = (
  what: string,
  { dimension, resourceId }: { readonly dimension: string; readonly resourceId: string },
): ServiceError =>
  new ServiceError(
    'ObjectNotFoundException',
    `No ${what} found for service namespace: dynamodb, resource ID: ${resourceId}, scalable dimension: ${dimension}`,
  );

export const notHere = (what: string): ServiceError =>
  new ServiceError('ValidationException', `The local platform does not have ${what} of "application-autoscaling".`);

import { ServiceError } from '../../kernel/service-error';

/** Lambda's modelled errors carry their kind as `Type`. */
export function lambdaError(name: string, message: string, statusCode = 400): ServiceError {
  return new ServiceError(name, message, statusCode, { Type: statusCode >= 500 ? 'Server' : 'User' });
}

export function invalidParameter(message: string): ServiceError {
  return lambdaError('InvalidParameterValueException', message);
}

/** One member broke one constraint of the API's model. */
export function brokenConstraint(member: string, value: unknown, rule: string): ServiceError {
  const shown =
    value === undefined || value === null ? 'null' : `'${typeof value === 'object' ? JSON.stringify(value) : value}'`;
  return lambdaError(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${rule}`,
  );
}

export function notFound(arn: string): ServiceError {
  return lambdaError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

export function notHere(what: string): ServiceError {
  return invalidParameter(`The local platform does not have ${what}.`);
}

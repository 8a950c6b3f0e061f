import { ServiceError } from '../../kernel/service-error';

export const noSuchEntity = (message: string): ServiceError => new ServiceError('NoSuchEntityException', message, 404);

export const noSuchRole = (name: string): ServiceError => noSuchEntity(`The role with name ${name} cannot be found.`);

export const alreadyExists = (message: string): ServiceError =>
  new ServiceError('EntityAlreadyExistsException', message, 409);

export const deleteConflict = (message: string): ServiceError =>
  new ServiceError('DeleteConflictException', message, 409);

export const malformed = (message: string): ServiceError =>
  new ServiceError('MalformedPolicyDocumentException', message);

export const limitExceeded = (message: string): ServiceError =>
  new ServiceError('LimitExceededException', message, 409);

export const invalid = (member: string, value: unknown, constraint: string): ServiceError =>
  new ServiceError(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const notHere = (what: string): ServiceError =>
  new ServiceError('NotImplementedException', `The local platform does not have ${what}.`);

/** Members that AWS would act upon and this platform would not are refused, not dropped. */
export function refuseMembers(input: object, names: readonly string[]): void {
  const given = names.find((name) => (input as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (given !== undefined) {
    throw notHere(`${given} of IAM`);
  }
}

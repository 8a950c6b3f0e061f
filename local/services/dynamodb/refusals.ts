import { ServiceError } from '../../kernel/service-error';

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

export const invalidValues = (message: string): ServiceError =>
  invalid(`One or more parameter values were invalid: ${message}`);

export const inUse = (message: string): ServiceError => new ServiceError('ResourceInUseException', message);

export const limitExceeded = (message: string): ServiceError =>
  new ServiceError('LimitExceededException', `Subscriber limit exceeded: ${message}`);

/** What the data plane says of a table that is not there (or not there yet). */
export const resourceNotFound = (): ServiceError =>
  new ServiceError('ResourceNotFoundException', 'Requested resource not found');

/** What the control plane says of it. */
export const tableNotFound = (tableName: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Requested resource not found: Table: ${tableName} not found`);

export const notHere = (operation: string, member?: string): ServiceError =>
  new ServiceError(
    'UnknownOperationException',
    member === undefined
      ? `The local platform does not have the operation ${operation} of "dynamodb".`
      : `The local platform does not have ${member} of ${operation}.`,
  );

/** Refuses by name every member of a request that nothing here would act upon. */
export const refuseStrangers = (operation: string, input: object, known: readonly string[]): void => {
  for (const [member, value] of Object.entries(input))
    if (value !== undefined && value !== null && !known.includes(member)) throw notHere(operation, member);
};

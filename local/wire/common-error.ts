import type { ServiceError } from '../kernel/service-error';
import type { FormName } from './form';
import type { ErrorModel, ServiceModel } from './model';

interface CommonError {
  readonly queryCode: string;
  /** Status in the Query and REST forms; the JSON and CBOR forms answer 400. */
  readonly statusCode: number;
}

/** Errors that every AWS service knows without its model naming them (AWS API references, "Common Errors"). */
const COMMON_ERRORS: Readonly<Record<string, CommonError>> = {
  AccessDeniedException: { queryCode: 'AccessDenied', statusCode: 403 },
  ExpiredTokenException: { queryCode: 'ExpiredToken', statusCode: 403 },
  IncompleteSignatureException: { queryCode: 'IncompleteSignature', statusCode: 400 },
  InvalidSignatureException: { queryCode: 'SignatureDoesNotMatch', statusCode: 403 },
  MissingAuthenticationTokenException: { queryCode: 'MissingAuthenticationToken', statusCode: 403 },
  UnrecognizedClientException: { queryCode: 'InvalidClientTokenId', statusCode: 403 },
  SerializationException: { queryCode: 'MalformedInput', statusCode: 400 },
  ValidationException: { queryCode: 'ValidationError', statusCode: 400 },
  ThrottlingException: { queryCode: 'Throttling', statusCode: 400 },
  UnknownOperationException: { queryCode: 'InvalidAction', statusCode: 404 },
};

export interface ErrorOnTheWire {
  /** Name in the JSON, CBOR and REST forms. */
  readonly name: string;
  /** Code in the Query form. */
  readonly code: string;
  readonly statusCode: number;
  readonly model: ErrorModel | undefined;
}

/** Name, Query code and status of an error: the service's own model first, then AWS's common errors. */
export function errorOnTheWire(error: ServiceError, model: ServiceModel | undefined, form: FormName): ErrorOnTheWire {
  const modelled = model?.error(error.name);
  const common = Object.hasOwn(COMMON_ERRORS, error.name) ? COMMON_ERRORS[error.name] : undefined;
  const commonStatus = form === 'json' || form === 'cbor' ? 400 : common?.statusCode;
  return {
    name: modelled?.name ?? error.name,
    code: modelled?.queryCode ?? common?.queryCode ?? error.name,
    statusCode: error.statusCode === 400 ? (modelled?.statusCode ?? commonStatus ?? 400) : error.statusCode,
    model: modelled,
  };
}

/** Members of an error's body: its message under the name that the model gives it, and what the service added. */
export function errorMembers(error: ServiceError, modelled: ErrorModel | undefined): Record<string, unknown> {
  const names = modelled?.shape.members.map((member) => member.name) ?? [];
  const messageName = names.find((name) => name.toLowerCase() === 'message') ?? 'message';
  return { ...error.members, [messageName]: error.message };
}

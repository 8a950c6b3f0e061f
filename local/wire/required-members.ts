import { ServiceError } from '../kernel/service-error';
import type { Shape } from './shape';

/** Refuses input that lacks a member which the model requires, at any depth, in the words of the service. */
export function requireMembers(shape: Shape, input: unknown, signingName: string): void {
  const missing = firstMissing(shape, input, '');
  if (missing !== undefined) {
    throw refusal(missing, signingName);
  }
}

function firstMissing(shape: Shape, value: unknown, path: string): string | undefined {
  if (value === null || value === undefined) {
    return undefined;
  }
  if (shape.kind === 'list') {
    return (value as readonly unknown[])
      .map((item, index) => firstMissing(shape.element, item, `${path}.${index + 1}.member`))
      .find((found) => found !== undefined);
  }
  if (shape.kind === 'map') {
    return Object.entries(value)
      .map(([key, item]) => firstMissing(shape.element, item, `${path}.${key}.member`))
      .find((found) => found !== undefined);
  }
  if (shape.kind !== 'struct') {
    return undefined;
  }
  for (const member of shape.members) {
    const memberPath = path === '' ? member.name : `${path}.${member.name}`;
    const memberValue = (value as Readonly<Record<string, unknown>>)[member.name];
    if (member.required && memberValue === undefined) {
      return memberPath;
    }
    const deeper = firstMissing(member.shape, memberValue, memberPath);
    if (deeper !== undefined) {
      return deeper;
    }
  }
  return undefined;
}

function refusal(path: string, signingName: string): ServiceError {
  switch (signingName) {
    case 'monitoring':
      return new ServiceError('MissingRequiredParameterException', `The parameter ${path} is required.`);
    case 'sns':
      return new ServiceError(
        'InvalidParameterException',
        `Invalid parameter: ${path} Reason: no value for required parameter`,
      );
    case 'dax':
      return new ServiceError('InvalidParameterValueException', `The parameter ${path} must be provided.`);
    case 'ec2':
      return new ServiceError('MissingParameter', `The request must contain the parameter ${path}`);
    default:
      return new ServiceError(
        'ValidationException',
        `1 validation error detected: Value null at '${lowerFirst(path)}' failed to satisfy constraint: Member must not be null`,
      );
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

import { ServiceError } from '../../../kernel/service-error';

/** One thing that AWS would refuse in a definition, at a place such as `/States/A/Next`. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** Collects problems while a definition is walked. */
export class Problems {
  readonly all: Problem[] = [];

  add(location: string, message: string, code = 'SCHEMA_VALIDATION_FAILED'): void {
    this.all.push({ code, message, location });
  }
}

export function invalidDefinition(problems: readonly Problem[]): ServiceError {
  const text = problems.map(
    ({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`,
  );
  return new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${text.join(', ')}'`);
}

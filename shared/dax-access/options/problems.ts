import { AccessError } from '../errors/access-error';

export interface OptionProblem {
  readonly path: string;
  readonly value: unknown;
  readonly rule: string;
}

/** Everything that is wrong with the options, at once. */
export class AccessOptionsError extends AccessError {
  constructor(readonly problems: readonly OptionProblem[]) {
    super(`the options of the access module are wrong: ${problems.map(shown).join('; ')}`, {
      code: 'access.options',
      retryable: false,
    });
  }
}

const shown = ({ path, value, rule }: OptionProblem): string => `${path} is ${printed(value)}: ${rule}`;

function printed(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  try {
    return JSON.stringify(value, withoutSecrets) ?? 'undefined';
  } catch {
    return 'something that is not data';
  }
}

/** Bytes are secrets as likely as not. */
function withoutSecrets(name: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return /^(secretAccessKey|sessionToken)$/.test(name) ? 'not shown' : value;
}

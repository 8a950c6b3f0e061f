import { brokenConstraint, invalidParameter, lambdaError } from './errors';

export interface Home {
  readonly account: string;
  readonly region: string;
}

export interface FunctionReference {
  readonly name: string;
  /** Version number, `$LATEST` or alias, if the caller named one. */
  readonly qualifier?: string;
}

export const LATEST = '$LATEST';

const NAME_OR_ARN =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([a-zA-Z0-9_-]+)(?::(\$LATEST|[a-zA-Z0-9_-]+))?$/;
const QUALIFIER = /^(?:\$LATEST|[a-zA-Z0-9_-]+)$/;

/** Reads a function by name, partial ARN or full ARN, each with or without a qualifier. */
export function referenceOf(text: unknown, qualifier: unknown, home: Home): FunctionReference {
  const match = typeof text === 'string' ? NAME_OR_ARN.exec(text) : null;
  if (match === null) {
    throw brokenConstraint(
      'functionName',
      text,
      'Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?(region:)?(account:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?',
    );
  }
  const [, region, account, name = '', inName] = match;
  if (name.length > 64) {
    throw invalidParameter(
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    );
  }
  if (region !== undefined && region !== home.region) {
    throw lambdaError(
      'ResourceNotFoundException',
      `Functions from '${region}' are not reachable in this region ('${home.region}')`,
      404,
    );
  }
  if (account !== undefined && account !== home.account) {
    throw lambdaError(
      'AccessDeniedException',
      `Functions of account ${account} are not reachable from ${home.account}.`,
      403,
    );
  }
  if (qualifier !== undefined && qualifier !== null && (typeof qualifier !== 'string' || !QUALIFIER.test(qualifier))) {
    throw brokenConstraint(
      'qualifier',
      qualifier,
      'Member must satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+',
    );
  }
  if (typeof qualifier === 'string' && inName !== undefined && inName !== qualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const chosen = typeof qualifier === 'string' ? qualifier : inName;
  return chosen === undefined ? { name } : { name, qualifier: chosen };
}

export function functionArn(home: Home, { name, qualifier }: FunctionReference): string {
  const arn = `arn:aws:lambda:${home.region}:${home.account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

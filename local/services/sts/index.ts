import { uniqueId } from '../../iam/unique-id';
import type { Call, Platform, Principal, Service } from '../../kernel/service';
import { ServiceError } from '../../kernel/service-error';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const MIN_SECONDS = 900;
const MAX_SECONDS = 43_200;

interface AssumeRoleInput {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
}

/** AWS Security Token Service: who am I, and the credentials of a role. Credentials end by the wall clock, as signatures do. */
export function createStsService(platform: Platform): Service {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: (_input: object, { caller }: Call) => ({
        UserId: userIdOf(caller, platform.account),
        Account: platform.account,
        Arn: caller.arn,
      }),
      AssumeRole: (input: AssumeRoleInput) => assumeRole(platform, input),
    },
  };
}

function assumeRole(
  platform: Platform,
  { RoleArn, RoleSessionName, DurationSeconds = 3_600 }: AssumeRoleInput,
): object {
  if (!ROLE_ARN.test(RoleArn)) {
    throw invalid('roleArn', RoleArn, 'Member must be the ARN of a role, such as arn:aws:iam::123456789012:role/NAME');
  }
  if (!SESSION_NAME.test(RoleSessionName)) {
    throw invalid(
      'roleSessionName',
      RoleSessionName,
      `Member must satisfy regular expression pattern: [\\w+=,.@-]* and have 2 to 64 characters`,
    );
  }
  if (!Number.isInteger(DurationSeconds) || DurationSeconds < MIN_SECONDS || DurationSeconds > MAX_SECONDS) {
    throw invalid(
      'durationSeconds',
      DurationSeconds,
      `Member must be a whole number from ${MIN_SECONDS} to ${MAX_SECONDS}`,
    );
  }
  const issued = platform.issueCredentials?.(RoleArn, RoleSessionName, DurationSeconds * 1_000);
  if (issued === undefined) {
    throw new ServiceError('InternalFailure', 'This platform issues no credentials.', 500);
  }
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: new Date(issued.expiresAtMs),
    },
    AssumedRoleUser: { AssumedRoleId: userIdOf(issued.principal, platform.account), Arn: issued.principal.arn },
    PackedPolicySize: 0,
  };
}

/** The role's unique id, then the session's name. */
function userIdOf({ kind, arn, roleArn }: Principal, account: string): string {
  if (kind !== 'assumed-role') {
    return account;
  }
  return `${uniqueId('AROA', roleArn ?? arn)}:${arn.split('/').at(-1)}`;
}

function invalid(member: string, value: unknown, constraint: string): ServiceError {
  return new ServiceError(
    'ValidationError',
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

import { createHash } from 'node:crypto';

/** IAM gives what it makes an opaque id; here it is made from the ARN, so that it is the same in every run. `AROA` a role, `ANPA` a policy, `AIPA` an instance profile. */
export function uniqueId(prefix: 'AROA' | 'ANPA' | 'AIPA', arn: string): string {
  return `${prefix}${createHash('sha256').update(arn).digest('hex').slice(0, 17).toUpperCase()}`;
}

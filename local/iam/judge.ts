import type { RequestContext } from './condition';
import { type Statement, speaksOf, type Wanted } from './statement';

export type Judgement = 'allowed' | 'denied-explicitly' | 'not-allowed';

/** An explicit deny wins over every allow; what nothing allows is denied. */
export function judge(statements: readonly Statement[], wanted: Wanted, context: RequestContext): Judgement {
  const speaking = statements.filter((statement) => speaksOf(statement, wanted, context));
  if (speaking.some(({ effect }) => effect === 'Deny')) {
    return 'denied-explicitly';
  }
  return speaking.length > 0 ? 'allowed' : 'not-allowed';
}

/** The text of AWS's AccessDenied errors (IAM guide, "Troubleshoot access denied error messages"). */
export function denialText(callerArn: string, { action, resource }: Wanted, judgement: Judgement): string {
  const reason =
    judgement === 'denied-explicitly'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

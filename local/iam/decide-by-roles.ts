import type { Role, RoleStore } from '../boot/role-store';
import type { Decide } from '../wire/authorize';
import { denialText, judge } from './judge';
import { readStatements, type Statement } from './statement';

/** Whoever has credentials may ask who he is, even against an explicit deny (STS API reference, GetCallerIdentity). */
const free: ReadonlySet<string> = new Set(['sts:GetCallerIdentity']);

/** Judges sessions of the roles in the store by their policies. Roles that it does not hold are not judged. */
export function decideByRoles(roles: RoleStore, place: { readonly account: string; readonly region: string }): Decide {
  const read = new WeakMap<Role, readonly Statement[]>();
  const statementsOf = (role: Role): readonly Statement[] => {
    const known = read.get(role) ?? role.policies.flatMap(({ document }) => readStatements(document));
    read.set(role, known);
    return known;
  };
  return (caller, wanted) => {
    const role = caller.roleArn === undefined ? undefined : roles.byArn(caller.roleArn);
    if (role === undefined || free.has(wanted.action)) {
      return undefined;
    }
    const context = new Map([
      ['aws:requestedregion', place.region],
      ['aws:principalarn', role.arn],
      ['aws:principalaccount', place.account],
      ['aws:securetransport', 'false'],
      ...Object.entries(wanted.context ?? {}).map(([key, value]) => [key.toLowerCase(), value] as const),
    ]);
    const judgement = judge(statementsOf(role), wanted, context);
    return judgement === 'allowed' ? undefined : { denied: denialText(caller.arn, wanted, judgement) };
  };
}

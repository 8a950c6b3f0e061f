import type { Role } from '../../local/boot/role-store';
import { fitsPattern } from '../../local/iam/pattern-match';
import { readStatements } from '../../local/iam/statement';
import type { UsedRight } from '../end-to-end/service-at-work';

/** One action on one pattern of resources, as a role's policy allows it. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  readonly pattern: string;
}

export interface Comparison {
  readonly role: string;
  readonly granted: readonly Grant[];
  readonly unused: readonly Grant[];
  /** Calls that went through although no grant of the role fits them: the record or the judge would be wrong. */
  readonly uncovered: readonly UsedRight[];
}

/** Every pair of action and resource that the policies of a role allow, each once. What they deny is no grant. */
export function grantsOf(role: Role): readonly Grant[] {
  const statements = role.policies.flatMap(({ document }) => readStatements(document));
  const grants = statements.flatMap(({ effect, actions, resources, exceptActions, exceptResources }) => {
    if (exceptActions || exceptResources)
      throw new RangeError(`${role.name} has a statement that does not say by name what it is about`);
    if (effect === 'Deny') return [];
    return actions.flatMap((action) => resources.map((pattern) => ({ role: role.arn, action, pattern })));
  });
  return [...new Map(grants.map((grant) => [`${grant.action} ${grant.pattern}`, grant])).values()];
}

/** Which grants of each role were used, and whether all that was used was granted. */
export function compared(roles: readonly Role[], used: readonly UsedRight[]): readonly Comparison[] {
  return roles.map((role) => {
    const granted = grantsOf(role);
    const own = used.filter((one) => one.role === role.arn);
    const fits = (grant: Grant, { action, resource }: UsedRight): boolean =>
      grant.action === action && fitsPattern(grant.pattern, resource);
    return {
      role: role.name,
      granted,
      unused: granted.filter((grant) => !own.some((one) => fits(grant, one))),
      // Everybody may ask who he is.
      uncovered: own.filter(
        (one) => one.action !== 'sts:GetCallerIdentity' && !granted.some((grant) => fits(grant, one)),
      ),
    };
  });
}

export interface Totals {
  readonly granted: number;
  readonly used: number;
}

export function totalsOf(all: readonly Comparison[]): Totals {
  const granted = all.reduce((sum, one) => sum + one.granted.length, 0);
  const unused = all.reduce((sum, one) => sum + one.unused.length, 0);
  return { granted, used: granted - unused };
}

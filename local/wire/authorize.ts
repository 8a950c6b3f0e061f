import type { Gate } from '../kernel/gate';
import type { Principal } from '../kernel/service';
import { ServiceError } from '../kernel/service-error';
import { type ActionOnResource, actionsOf, type Place } from './action-of';
import { leadingKeyOf, type PartitionKeyOf } from './leading-key';

export interface UsedGrant extends ActionOnResource {
  readonly role: string;
}

/** Says whether the caller may; the text of a denial is what the caller is told. */
export type Decide = (caller: Principal, wanted: ActionOnResource) => { readonly denied: string } | undefined;

/** Records which role used which action on which resource, and refuses what `decide` denies. */
export class Authorizer {
  readonly #used = new Map<string, UsedGrant>();
  readonly #place: Place;
  readonly #decide: Decide;
  readonly #partitionKeyOf: PartitionKeyOf;

  /** Without `decide` everything is allowed and recorded; without `partitionKeyOf` no call has leading keys. */
  constructor(place: Place, decide: Decide = () => undefined, partitionKeyOf: PartitionKeyOf = async () => undefined) {
    this.#place = place;
    this.#decide = decide;
    this.#partitionKeyOf = partitionKeyOf;
  }

  /** Every grant used so far by a role, each once, in order of role, action, resource. */
  used(): readonly UsedGrant[] {
    const keys = [...this.#used.keys()].sort();
    return keys.map((key) => this.#used.get(key) as UsedGrant);
  }

  gate(): Gate {
    return async ({ service, operation, input, call: { caller } }, next) => {
      const { roleArn } = caller;
      if (roleArn === undefined) {
        return next();
      }
      const members = input as Readonly<Record<string, unknown>>;
      const keys = service === 'dynamodb' ? await leadingKeyOf(members, this.#partitionKeyOf) : {};
      for (const wanted of actionsOf(service, operation, members, this.#place)) {
        const denial = this.#decide(caller, { ...wanted, context: { ...wanted.context, ...keys } });
        if (denial !== undefined) {
          throw new ServiceError('AccessDeniedException', denial.denied);
        }
        const grant = { role: roleArn, action: wanted.action, resource: wanted.resource };
        this.#used.set(`${grant.role} ${grant.action} ${grant.resource}`, grant);
      }
      return next();
    };
  }
}

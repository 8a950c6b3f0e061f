import type { Gate } from '../kernel/gate';
import type { Principal } from '../kernel/service';
import { ServiceError } from '../kernel/service-error';
import { type ActionOnResource, actionsOf, type Place } from './action-of';

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

  /** Without `decide` everything is allowed and recorded. */
  constructor(place: Place, decide: Decide = () => undefined) {
    this.#place = place;
    this.#decide = decide;
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
      for (const wanted of actionsOf(service, operation, input as Readonly<Record<string, unknown>>, this.#place)) {
        const denial = this.#decide(caller, wanted);
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

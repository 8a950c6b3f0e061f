import type { Gate } from '../kernel/gate';
import type { Principal, WantedAction } from '../kernel/service';
import { ServiceError } from '../kernel/service-error';
import { actionsOf, type Place } from './action-of';
import { leadingKeyOf, type PartitionKeyOf } from './leading-key';

export interface UsedGrant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** Says whether the caller may; the text of a denial is what the caller is told. */
export type Decide = (caller: Principal, wanted: WantedAction) => { readonly denied: string } | undefined;

/** Records which role used which action on which resource, and refuses what `decide` denies. */
export class Authorizer {
  readonly #used = new Map<string, UsedGrant>();
  readonly #denied = new Map<string, UsedGrant>();
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
    return inOrder(this.#used);
  }

  /** Everything that a role asked for and was refused. */
  denied(): readonly UsedGrant[] {
    return inOrder(this.#denied);
  }

  /** Decides about one action and records it if it is allowed; the text of a denial. Who has no role may everything. */
  check(caller: Principal, wanted: WantedAction): string | undefined {
    const { roleArn } = caller;
    if (roleArn === undefined) {
      return undefined;
    }
    const denial = this.#decide(caller, wanted);
    const { action, resource } = wanted;
    const kept = denial === undefined ? this.#used : this.#denied;
    kept.set(`${roleArn} ${action} ${resource}`, { role: roleArn, action, resource });
    return denial?.denied;
  }

  gate(): Gate {
    return async ({ service, operation, input, call: { caller } }, next) => {
      if (caller.roleArn === undefined) {
        return next();
      }
      const members = input as Readonly<Record<string, unknown>>;
      const keys = service === 'dynamodb' ? await leadingKeyOf(members, this.#partitionKeyOf) : {};
      for (const wanted of actionsOf(service, operation, members, this.#place)) {
        const denied = this.check(caller, { ...wanted, context: { ...wanted.context, ...keys } });
        if (denied !== undefined) {
          throw new ServiceError('AccessDeniedException', denied);
        }
      }
      return next();
    };
  }
}

function inOrder(grants: ReadonlyMap<string, UsedGrant>): readonly UsedGrant[] {
  return [...grants.keys()].sort().map((key) => grants.get(key) as UsedGrant);
}

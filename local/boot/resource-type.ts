import type { Platform, Principal } from '../kernel/service';
import type { PackagedService } from './packaged-service';
import type { PropertyReader } from './property-reader';
import type { RoleStore } from './role-store';

/** What is known of a resource once it exists. */
export interface CreatedResource {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ResourceContext {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: PropertyReader;
  readonly stackName: string;
  readonly platform: Platform;
  readonly package: PackagedService;
  readonly roles: RoleStore;
  readonly caller: Principal;
  /** The name that CloudFormation would make up for a resource without one; the same in every boot. */
  generatedName(maxLength?: number): string;
  /** Calls a service as the deployer. */
  call<Output = Readonly<Record<string, unknown>>>(service: string, operation: string, input: object): Promise<Output>;
  /** Lets virtual time pass until `isThere` says so, as CloudFormation waits for what it creates. */
  settle(isThere: () => Promise<boolean>): Promise<void>;
}

/**
 * When resources of a type are created: what others stand on first, what reacts to others last, so that nothing fires while the rest
 * is still being made.
 */
export const Rank = { base: 0, code: 1, reaction: 2 } as const;

export interface ResourceType {
  readonly type: string;
  readonly rank: (typeof Rank)[keyof typeof Rank];
  create(context: ResourceContext): Promise<CreatedResource>;
}

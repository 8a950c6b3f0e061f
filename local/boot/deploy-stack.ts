import { createHash } from 'node:crypto';
import type { Platform, Principal } from '../kernel/service';
import { BootFailure, type BootProblem, ResourceProblem } from './boot-problem';
import { creationOrder } from './creation-order';
import { resolveValue, type Scope } from './intrinsics';
import type { PackagedService } from './packaged-service';
import { PropertyReader } from './property-reader';
import { referencesOf } from './references';
import { type CreatedResource, Rank, type ResourceContext, type ResourceType } from './resource-type';
import { RESOURCE_TYPES } from './resources';
import type { RoleStore } from './role-store';
import { stackScope } from './stack-scope';
import type { Template, TemplateResource } from './template';

export interface StackOptions {
  readonly platform: Platform;
  readonly package: PackagedService;
  readonly roles: RoleStore;
  readonly caller: Principal;
  readonly settle: ResourceContext['settle'];
  /** Called once everything of `Rank.base` is there, before what reacts to it. */
  readonly onBaseReady?: () => Promise<void>;
}

export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, CreatedResource>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Creates every resource of the template through the services' public operations. Throws a `BootFailure` with all problems. */
export async function deployStack(template: Template, options: StackOptions): Promise<Stack> {
  const { platform } = options;
  const { stackName } = options.package;
  const created = new Map<string, CreatedResource>();
  const scope = stackScope(template, created, { account: platform.account, region: platform.region, stackName });
  const wanted = template.resources.filter((resource) => isWanted(resource, scope));
  refuseUnknownTypes(wanted);
  const order = creationOrder(wanted, ({ type }) => typeOf(type).rank);
  const problems: BootProblem[] = [];
  const failed = new Set<string>();
  let baseReady = false;
  for (const resource of order) {
    if (!baseReady && typeOf(resource.type).rank > Rank.base) {
      baseReady = true;
      await options.onBaseReady?.();
    }
    if (waitsForFailed(resource, failed)) {
      failed.add(resource.logicalId);
      continue;
    }
    try {
      created.set(resource.logicalId, await createOne(resource, scope, options));
    } catch (error) {
      failed.add(resource.logicalId);
      problems.push(problemOf(resource, error));
    }
  }
  if (problems.length > 0) {
    throw new BootFailure(problems);
  }
  if (!baseReady) {
    await options.onBaseReady?.();
  }
  return { name: stackName, resources: created, outputs: outputsOf(template, scope) };
}

async function createOne(
  { logicalId, type, properties }: TemplateResource,
  scope: Scope,
  options: StackOptions,
): Promise<CreatedResource> {
  const { platform, caller } = options;
  const { stackName } = options.package;
  const reader = new PropertyReader(resolveValue(properties, scope, 'Properties') as Readonly<Record<string, unknown>>);
  const resource = await typeOf(type).create({
    logicalId,
    type,
    properties: reader,
    stackName,
    platform,
    package: options.package,
    roles: options.roles,
    caller,
    settle: options.settle,
    generatedName: (maxLength) => generatedName(stackName, logicalId, maxLength),
    call: (service, operation, input) => platform.call(service, operation, input, caller),
  });
  platform.log.write('boot.created', { logicalId, type, ref: resource.ref });
  if (reader.withoutEffect.length > 0) {
    platform.log.write('boot.without-effect', { logicalId, type, properties: reader.withoutEffect });
  }
  return resource;
}

function isWanted(resource: TemplateResource, scope: Scope): boolean {
  try {
    return resource.condition === undefined || scope.condition(resource.condition);
  } catch (error) {
    throw new BootFailure([problemOf(resource, error)]);
  }
}

function refuseUnknownTypes(resources: readonly TemplateResource[]): void {
  const problems = resources
    .filter(({ type }) => !RESOURCE_TYPES.has(type))
    .map(({ logicalId, type }) => ({
      logicalId,
      type,
      message: 'the local platform does not have this resource type',
    }));
  if (problems.length > 0) {
    throw new BootFailure(problems);
  }
}

function typeOf(type: string): ResourceType {
  return RESOURCE_TYPES.get(type) as ResourceType;
}

/** What stands on a resource that could not be made is not tried: its own problem is the first one's. */
function waitsForFailed({ properties, dependsOn }: TemplateResource, failed: ReadonlySet<string>): boolean {
  return failed.size > 0 && [...referencesOf(properties), ...dependsOn].some((id) => failed.has(id));
}

function problemOf({ logicalId, type }: TemplateResource, error: unknown): BootProblem {
  const property = error instanceof ResourceProblem ? error.property : undefined;
  const name = error instanceof ResourceProblem || !(error instanceof Error) ? '' : `${error.name}: `;
  const message = `${name}${error instanceof Error ? error.message : String(error)}`;
  return { logicalId, type, message, ...(property === undefined ? {} : { property }) };
}

function outputsOf(template: Template, scope: Scope): Readonly<Record<string, unknown>> {
  const outputs = Object.entries(template.outputs).map(([name, output]) => {
    const { Value, Condition } = output as { readonly Value?: unknown; readonly Condition?: string };
    const isThere = Condition === undefined || scope.condition(Condition);
    return [name, isThere ? resolveValue(Value, scope, `Outputs.${name}`) : undefined] as const;
  });
  return Object.fromEntries(outputs.filter(([, value]) => value !== undefined));
}

/** CloudFormation appends random letters; here they follow from the names, so that they are the same in every boot. */
function generatedName(stackName: string, logicalId: string, maxLength = 255): string {
  const letters = createHash('sha256').update(`${stackName}/${logicalId}`).digest('hex').slice(0, 12).toUpperCase();
  const room = maxLength - letters.length - 1;
  return `${`${stackName}-${logicalId}`.slice(0, room)}-${letters}`;
}

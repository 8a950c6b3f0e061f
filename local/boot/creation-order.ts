import { BootFailure } from './boot-problem';
import { referencesOf } from './references';
import type { TemplateResource } from './template';

/**
 * The order in which resources can be created: what one refers to or depends on comes before it; among those that could be next, the
 * lowest `rank` comes first, then the order of the file. A circle is refused by the names on it.
 */
export function creationOrder(
  resources: readonly TemplateResource[],
  rank: (resource: TemplateResource) => number,
): readonly TemplateResource[] {
  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const waitsFor = new Map(resources.map((resource) => [resource.logicalId, needsOf(resource, byId)]));
  const sorted = [...resources].sort((a, b) => rank(a) - rank(b));
  const done = new Set<string>();
  const order: TemplateResource[] = [];
  while (order.length < resources.length) {
    const next = sorted.find(
      ({ logicalId }) => !done.has(logicalId) && [...(waitsFor.get(logicalId) ?? [])].every((need) => done.has(need)),
    );
    if (next === undefined) {
      throw new BootFailure([
        circleProblem(
          sorted.filter(({ logicalId }) => !done.has(logicalId)),
          waitsFor,
        ),
      ]);
    }
    done.add(next.logicalId);
    order.push(next);
  }
  return order;
}

function needsOf(
  { logicalId, properties, dependsOn }: TemplateResource,
  byId: ReadonlyMap<string, TemplateResource>,
): ReadonlySet<string> {
  const names = [...referencesOf(properties), ...dependsOn];
  return new Set(names.filter((name) => name !== logicalId && byId.has(name)));
}

function circleProblem(left: readonly TemplateResource[], waitsFor: ReadonlyMap<string, ReadonlySet<string>>) {
  const [first] = left as readonly [TemplateResource, ...TemplateResource[]];
  const leftIds = new Set(left.map(({ logicalId }) => logicalId));
  const path = [first.logicalId];
  for (let steps = 0; steps <= left.length; steps += 1) {
    const need = [...(waitsFor.get(path.at(-1) ?? '') ?? [])].find((id) => leftIds.has(id)) ?? first.logicalId;
    const seenAt = path.indexOf(need);
    path.push(need);
    if (seenAt !== -1) {
      const circle = path.slice(seenAt);
      return { logicalId: need, type: first.type, message: `refers to itself in a circle: ${circle.join(' -> ')}` };
    }
  }
  return { logicalId: first.logicalId, type: first.type, message: 'refers to itself in a circle' };
}

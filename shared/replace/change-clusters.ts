import { acknowledgement } from '../fleet';
import { PortError } from '../flow';
import { mayDelete } from '../handover';
import { asTarget, targetKey } from '../ledger';
import { readFleet, readItem, writeUpdate } from './item';
import { observedCluster } from './observe';
import type { ReplaceFlow } from './ports';
import { ended, type TurnInput, type TurnResult } from './turn';

/** Says which clusters are ours to delete. */
export const ownTag = 'daxpilot:target';

/** Creates the cluster of the plan, with the network, parameter group and encryption of the old one. A repetition finds it there. */
export async function createCluster({ flow, clusters }: ReplaceFlow, input: TurnInput): Promise<TurnResult> {
  const { target } = input.request;
  const item = await readItem(flow.ledger, target);
  if (item.kind !== 'stored' || item.work?.create === undefined || item.work.plan.new === null)
    return ended('failed', 'no-plan', `there is no plan that creates a cluster for ${target}`);
  if (asTarget(await flow.ledger.read(targetKey(target))).owner !== input.execution)
    return ended('failed', 'lock-lost', 'another execution holds the target now');
  const { create, plan } = item.work;
  if ((await clusters.describe(plan.new as string)) !== undefined) return made(plan.new as string);
  const old = plan.old === null ? undefined : await clusters.describe(plan.old);
  const refusal = await refusalOf(() =>
    clusters.create({
      name: plan.new as string,
      ...create,
      ...(old?.parameterGroup === undefined ? {} : { parameterGroup: old.parameterGroup }),
      securityGroups: old?.securityGroups ?? [],
      encrypted: old?.encrypted ?? true,
      tls: old?.tls ?? false,
      tags: { [ownTag]: target, 'daxpilot:hand-over': plan.id },
    }),
  );
  if (refusal === undefined) return made(plan.new as string);
  // A quota, a lack of capacity or of rights does not pass: the hand-over ends where it began.
  await flow.ledger.update(writeUpdate(item, { ...item, work: { ...item.work, stop: refusal } }));
  return { kind: 'wait', seconds: 0, stage: 'old', text: refusal };
}

/** Deletes what a hand-over left behind, if it is ours, quiet, and not the record's. */
export async function deleteCluster({ flow, clusters, wallMs }: ReplaceFlow, input: TurnInput): Promise<TurnResult> {
  const { target, deleteCluster: name } = input.request;
  if (name === undefined) return ended('refused', 'no-approval', 'nobody approved a deletion');
  const item = await readItem(flow.ledger, target);
  if (item.kind !== 'stored' || item.work === undefined)
    return ended('refused', 'not-left-behind', `no hand-over of ${target} left ${name} behind`);
  const [cluster, observation, fleet] = await Promise.all([
    clusters.describe(name),
    observedCluster(clusters, name, input.nowMs),
    readFleet(flow.ledger, target),
  ]);
  if (cluster === undefined) return ended('deleted', null, `there is no cluster ${name} any more`);
  const tags = await clusters.tags(cluster.arn);
  const verdict = mayDelete({
    cluster: name,
    record: item.record,
    journal: item.journal,
    plan: item.work.plan,
    observation,
    fleet: acknowledgement(fleet, item.record.epoch, wallMs()),
    tagged: tags[ownTag] === target ? 'ours' : 'not-ours',
  });
  if (verdict.kind === 'no') return ended('refused', 'not-deletable', verdict.why);
  // Asked last: the record changes only through whoever holds the target, so what was read above still holds for its owner.
  if (asTarget(await flow.ledger.read(targetKey(target))).owner !== input.execution)
    return ended('failed', 'lock-lost', 'another execution holds the target now; nothing was deleted');
  await clusters.remove(name);
  return ended('deleted', null, `${name} is being deleted`);
}

const made = (name: string): TurnResult => ({
  kind: 'wait',
  seconds: 30,
  stage: 'old',
  text: `${name} is being created`,
});

async function refusalOf(run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof PortError) || error.retryable || error.sent !== 'no') throw error;
    return `${error.code}: ${error.message}`;
  }
}

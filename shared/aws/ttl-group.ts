import { createHash } from 'node:crypto';
import {
  CreateParameterGroupCommand,
  type DAXClient,
  DeleteParameterGroupCommand,
  DescribeParameterGroupsCommand,
  UpdateParameterGroupCommand,
} from '@aws-sdk/client-dax';
import { PortError } from '../flow/ports';
import type { CacheTtl } from '../sizing';
import { attempt } from './calls';
import { readTtls } from './cluster-reader';

/**
 * A parameter group of our own for a cluster and two times to live. DAX's guide says in one place that a group in use can be changed and
 * in another that it cannot; a new one is right either way. The name holds a hash of the values, so a call that is repeated finds the
 * same group, and a roll-back finds the one before.
 */
export function ttlGroupName(cluster: string, { itemMs, queryMs }: CacheTtl, attached: string | undefined): string {
  const hash = createHash('sha256').update(`${itemMs}/${queryMs}`).digest('hex').slice(0, 8);
  const name = `${cluster}-ttl-${hash}`;
  // Ours and in use, but somebody gave it other values: a second one takes its place.
  return name === attached ? `${name}-b` : name;
}

/** Makes the group, or gives it its values; what is right already is left alone. */
export async function ensureTtlGroup(
  dax: DAXClient,
  group: string,
  ttl: CacheTtl,
  { cluster, attached }: { readonly cluster: string; readonly attached: string | undefined },
): Promise<void> {
  const before = await readTtls(dax, group);
  if (before === undefined) await createGroup(dax, group, () => removeUnused(dax, cluster, [group, attached]));
  if (before?.itemTtlMs === ttl.itemMs && before.queryTtlMs === ttl.queryMs) return;
  await attempt(`UpdateParameterGroup ${group}`, (options) =>
    dax.send(
      new UpdateParameterGroupCommand({
        ParameterGroupName: group,
        ParameterNameValues: [
          { ParameterName: 'record-ttl-millis', ParameterValue: String(ttl.itemMs) },
          { ParameterName: 'query-ttl-millis', ParameterValue: String(ttl.queryMs) },
        ],
      }),
      options,
    ),
  );
}

/** An account has 20 groups in a Region: when they are used up, older ones of ours for this cluster make room. */
async function createGroup(dax: DAXClient, group: string, makeRoom: () => Promise<boolean>): Promise<void> {
  const create = () =>
    attempt(`CreateParameterGroup ${group}`, (options) =>
      dax.send(
        new CreateParameterGroupCommand({ ParameterGroupName: group, Description: 'Times to live, by daxpilot' }),
        options,
      ),
    );
  try {
    await create();
  } catch (error) {
    if (isNamed(error, 'ParameterGroupAlreadyExistsFault')) return;
    if (!isNamed(error, 'ParameterGroupQuotaExceededFault') || !(await makeRoom())) throw error;
    await create();
  }
}

/** True if a group went. One that is in use after all is refused by DAX and stays. */
async function removeUnused(dax: DAXClient, cluster: string, kept: readonly (string | undefined)[]): Promise<boolean> {
  const unused = (await groupNames(dax)).filter((name) => isOurs(name, cluster) && !kept.includes(name));
  let gone = false;
  for (const name of unused) {
    try {
      await attempt(`DeleteParameterGroup ${name}`, (options) =>
        dax.send(new DeleteParameterGroupCommand({ ParameterGroupName: name }), options),
      );
      gone = true;
    } catch (error) {
      if (!isNamed(error, 'InvalidParameterGroupStateFault') && !isNamed(error, 'ParameterGroupNotFoundFault'))
        throw error;
    }
  }
  return gone;
}

async function groupNames(dax: DAXClient): Promise<readonly string[]> {
  const answer = await attempt('DescribeParameterGroups', (options) =>
    dax.send(new DescribeParameterGroupsCommand({ MaxResults: 100 }), options),
  );
  return (answer.ParameterGroups ?? []).flatMap(({ ParameterGroupName: name }) => name ?? []);
}

const isOurs = (name: string, cluster: string): boolean =>
  name.startsWith(`${cluster}-ttl-`) && /^[0-9a-f]{8}(-b)?$/.test(name.slice(`${cluster}-ttl-`.length));

const isNamed = (error: unknown, name: string): boolean =>
  error instanceof PortError && error.cause instanceof Error && error.cause.name === name;

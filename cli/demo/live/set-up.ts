import { CreateParameterGroupCommand, UpdateParameterGroupCommand } from '@aws-sdk/client-dax';
import type { LocalPlatform } from '@daxpilot/local';
import { type Sink, seedProducts } from '../../../examples/products-service/load';
import { createCluster, createTable, type Stage, seeCluster, until } from '../stage';
import type { Setting } from './scenario';
import { writeItems } from './write-items';

const minuteMs = 60_000;
const patienceSeconds = 30;
const warmAtOnce = 12;
const warmTries = 4;

/** Creates table, items and cluster as the setting says, on the platform's clock. */
export const setUp = async (input: {
  readonly local: LocalPlatform;
  readonly stage: Stage;
  readonly setting: Setting;
  readonly cluster: string;
  readonly table: string;
  readonly otherTables: readonly string[];
  readonly seed: number;
}): Promise<void> => {
  const { local, stage, setting, cluster, table } = input;
  await createTable(stage, { ...setting.table, name: table });
  for (const name of input.otherTables) await createTable(stage, { name, mode: 'on-demand' });
  const parameterGroup = await createParameterGroup(stage, cluster, setting.itemTtlMs);
  await createCluster(stage, { ...setting, name: cluster, account: local.ready.account, parameterGroup });
  await local.clock.advance(10 * minuteMs);
  await until('the cluster being available', patienceSeconds, async () => {
    const { status, availableNodes } = await seeCluster(stage, cluster);
    return status === 'available' && availableNodes.length === setting.nodes;
  });
  const items = seedProducts({ ...setting.workload, seed: input.seed, shape: { kind: 'steady', perSecond: 0 } });
  await writeItems(stage.dynamodb, table, items);
};

/** Asks for every item once, so that the traffic does not begin with an empty cache; a machine short of time gets more tries. */
export const warm = async (sink: Sink, keys: number): Promise<void> => {
  const ids = Array.from({ length: keys }, (_, item) => `p${item}`);
  const read = async (id: string, tries: number): Promise<void> => {
    try {
      await sink.read(id);
    } catch (error) {
      if (tries <= 1) throw error;
      await read(id, tries - 1);
    }
  };
  const worker = async (): Promise<void> => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) await read(id, warmTries);
  };
  await Promise.all(Array.from({ length: warmAtOnce }, worker));
};

const createParameterGroup = async ({ dax }: Stage, cluster: string, itemTtlMs: number): Promise<string> => {
  const ParameterGroupName = `${cluster}-ttl`;
  await dax.send(new CreateParameterGroupCommand({ ParameterGroupName }));
  await dax.send(
    new UpdateParameterGroupCommand({
      ParameterGroupName,
      ParameterNameValues: [{ ParameterName: 'record-ttl-millis', ParameterValue: String(itemTtlMs) }],
    }),
  );
  return ParameterGroupName;
};

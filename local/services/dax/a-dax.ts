import type { Cluster, CreateClusterRequest } from '@aws-sdk/client-dax';
import type { ControllableClock } from '../../kernel/clock';
import { createLog } from '../../kernel/log';
import { createPlatform, type PlatformHost } from '../../kernel/platform';
import type { Principal } from '../../kernel/service';
import { createVirtualClock } from '../../kernel/virtual-clock';
import type { DaxOptions } from './options';
import { createDaxService, type DaxService } from './service';

const administrator: Principal = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' };

export const aMinuteMs = 60_000;

export interface ADax {
  readonly clock: ControllableClock;
  readonly platform: PlatformHost;
  readonly dax: DaxService;
  call<Output = Record<string, never>>(operation: string, input?: object): Promise<Output>;
  create(input?: Partial<CreateClusterRequest>): Promise<Cluster>;
  describe(clusterName?: string): Promise<Cluster>;
}

/** A DAX service on a paused clock that begins at 2026-11-24T00:00Z, for tests. */
export const aDax = (options: DaxOptions = {}): ADax => {
  const clock = createVirtualClock({ startMs: Date.parse('2026-11-24T00:00:00Z'), paused: true });
  const platform = createPlatform({ clock, log: createLog(() => clock.now()) });
  const dax = createDaxService(platform, options);
  platform.register(dax);
  const call = <Output>(operation: string, input: object = {}): Promise<Output> =>
    platform.call<Output>('dax', operation, input, administrator);
  return {
    clock,
    platform,
    dax,
    call,
    create: async (input = {}) => {
      const answer = await call<{ Cluster: Cluster }>('CreateCluster', {
        ClusterName: 'products',
        NodeType: 'dax.r5.large',
        ReplicationFactor: 3,
        IamRoleArn: 'arn:aws:iam::123456789012:role/DAXServiceRole',
        ...input,
      });
      return answer.Cluster;
    },
    describe: async (clusterName = 'products') => {
      const answer = await call<{ Clusters: Cluster[] }>('DescribeClusters', { ClusterNames: [clusterName] });
      return answer.Clusters[0] ?? {};
    },
  };
};

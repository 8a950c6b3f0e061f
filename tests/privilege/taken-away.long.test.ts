import { packagedCopy } from '../end-to-end/packaged-copy';
import { privilegeConfig } from './config';
import type { Path } from './path';
import { cacheTtl } from './paths/cache-ttl';
import { scaleInAndBack, scaleOut } from './paths/cluster-size';
import { replacement, turnedRound } from './paths/replacement';
import { ordersToProvisioned, staleTargets, units } from './paths/table-capacity';
import { brokenBy } from './taken-away';

beforeAll(() => packagedCopy(privilegeConfig), 240_000);

/** Every action of the service's roles that changes or takes away something outside of its own ledger. */
const actions: readonly (readonly [action: string, path: Path])[] = [
  ['dax:IncreaseReplicationFactor', scaleOut],
  ['dax:DecreaseReplicationFactor', scaleInAndBack],
  ['dax:UpdateCluster', cacheTtl],
  ['dax:RebootNode', cacheTtl],
  ['dax:CreateParameterGroup', cacheTtl],
  ['dax:UpdateParameterGroup', cacheTtl],
  ['dax:DeleteParameterGroup', cacheTtl],
  ['dynamodb:UpdateTable', units],
  ['application-autoscaling:RegisterScalableTarget', ordersToProvisioned],
  ['application-autoscaling:PutScalingPolicy', ordersToProvisioned],
  ['application-autoscaling:DeregisterScalableTarget', staleTargets],
  ['application-autoscaling:TagResource', units],
  ['application-autoscaling:UntagResource', units],
  ['iam:CreateServiceLinkedRole', ordersToProvisioned],
  ['dax:CreateCluster', replacement],
  ['dax:TagResource', replacement],
  ['iam:PassRole', replacement],
  ['dax:DeleteCluster', turnedRound],
];

test.each(actions)(
  'without %s its path ends with the denial told, and nothing is held',
  async (action, path) => {
    const { statements, failure, denied, told, locks } = await brokenBy(action, path);

    expect(statements).toBeGreaterThan(0);
    expect(failure).toBeDefined();
    expect(denied).toContain(action);
    expect(told).not.toEqual([]);
    expect(locks).toEqual({ products: {}, orders: {} });
  },
  240_000,
);

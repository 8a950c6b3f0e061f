import { packagedCopy } from '../end-to-end/packaged-copy';
import { privilegeConfig } from './config';
import type { Path } from './path';
import { cacheTtl } from './paths/cache-ttl';
import { scaleInAndBack, scaleOut } from './paths/cluster-size';
import { replacement, turnedRound } from './paths/replacement';
import { ordersToProvisioned, staleTargets, units } from './paths/table-capacity';
import { brokenBy } from './taken-away';

const held = { owner: expect.anything() };

beforeAll(() => packagedCopy(privilegeConfig), 240_000);

/**
 * Every action of the service's roles that changes or takes away something outside of its own ledger. UntagResource is not here: a mark
 * that stays on a scalable target does not stop its path.
 */
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
    // The turn of the account stays with a change whose end is not known; 30 s after the end it goes to whoever wants it.
    expect(locks).toEqual({ products: expect.not.objectContaining(held), orders: expect.not.objectContaining(held) });
  },
  240_000,
);

import { judgedBefore, type Snapshot } from '../sizing';
import { declaredTarget, type Flow } from './flow';
import { packLooks, unpack } from './pack';
import { timeMs } from './read-payload';
import { withCluster } from './serving-target';
import type { LookAfterInput, LookAfterResult } from './steps';

/**
 * The look after a change: state and metrics once more, of the cluster that was looked at before, and nothing of the ledger. Both looks
 * go on to Verify together.
 */
export async function lookAfter(flow: Flow, input: LookAfterInput): Promise<LookAfterResult> {
  const before = unpack(input.before);
  // A hand-over may have changed the cluster since it was declared.
  const target = withCluster(declaredTarget(flow, input.target), clusterOf(before));
  const after = await flow.ports.observer.snapshot(target, timeMs(input.now));
  return {
    kind: 'looked',
    snapshots: packLooks({ before: judgedBefore(before, timeMs(input.decided.decidedAt)), after }),
  };
}

const clusterOf = ({ cluster }: Snapshot): string | null => (cluster.kind === 'none' ? null : cluster.name);

import { freezeUpdate, type TargetItem } from '../ledger';
import { announceQuietly } from './announcement';
import type { Flow } from './flow';
import { timeMs } from './read-payload';

/** Executions in a row that did not end well, after which a target is left alone until somebody has looked. */
export const maxCrashes = 5;

export async function freezeIfCrashing(flow: Flow, target: string, item: TargetItem, now: string): Promise<boolean> {
  const crashes = item.crashes ?? 0;
  if (crashes < maxCrashes) return false;
  if (item.frozen !== undefined) return true;
  await announceQuietly(flow, {
    kind: 'frozen',
    target,
    subject: `${target}: frozen after ${crashes} failures in a row`,
    text: `The last ${crashes} executions for ${target} crashed. Nothing is changed any more until the cause is found and the target thawed.`,
  });
  await flow.ledger.update(freezeUpdate(target, { at: timeMs(now), by: 'daxpilot', reason: 'crashes' }));
  return true;
}

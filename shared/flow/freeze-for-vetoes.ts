import { freezeUpdate } from '../ledger';
import type { Veto } from '../sizing';
import { announceQuietly } from './announcement';
import type { Flow } from './flow';

/** So many different options rolled back at a time mean that the model does not know this target. */
export const maxVetoes = 2;

export async function freezeForVetoes(
  flow: Flow,
  target: string,
  active: readonly Veto[],
  nowMs: number,
): Promise<void> {
  if (active.length < maxVetoes) return;
  const options = active.map(({ kind, resource, to, untilMs }) => {
    return `- ${kind} ${resource} to ${to}, left alone until ${new Date(untilMs).toISOString()}`;
  });
  await flow.ledger.update(freezeUpdate(target, { at: nowMs, by: 'daxpilot', reason: 'vetoes' }));
  await announceQuietly(flow, {
    kind: 'frozen',
    target,
    subject: `${target}: frozen after ${active.length} roll-backs`,
    text: [
      `${active.length} changes of ${target} were rolled back because they made it worse than the demand model expected:`,
      ...options,
      '',
      'Nothing is changed any more until somebody has looked.',
      `What happened:  daxpilot history ${target}`,
      `Allow changes:  daxpilot thaw ${target}   (the options above stay vetoed until their time)`,
      'Runbook:        docs/runbook.md#rolled-back',
    ].join('\n'),
  });
}

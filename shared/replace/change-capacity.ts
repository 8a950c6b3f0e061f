import { PortError } from '../flow';
import { asTarget, targetKey } from '../ledger';
import { readItem, type Work, writeUpdate } from './item';
import type { ReplaceFlow } from './ports';
import { type RaisedWork, raisedText } from './raised-reads';
import { ended, type TurnInput, type TurnResult } from './turn';

/** Raises what the bridge needs, or gives it back. The record says so first, so that whoever comes next knows what there is to give back. */
export async function changeCapacity(
  { flow, reads }: ReplaceFlow,
  input: TurnInput,
  to: 'raise' | 'give-back',
): Promise<TurnResult> {
  const { target } = input.request;
  const item = await readItem(flow.ledger, target);
  const work = item.kind === 'stored' ? item.work : undefined;
  if (item.kind !== 'stored' || work?.raised === undefined)
    return ended('failed', 'no-plan', `there is no plan that raises the reads of ${target}`);
  if (asTarget(await flow.ledger.read(targetKey(target))).owner !== input.execution)
    return ended('failed', 'lock-lost', 'another execution holds the target now');
  const { raised } = work;
  const write = async (change: Partial<Work>) => {
    const update = writeUpdate(item, { ...item, work: { ...work, ...change } });
    return (await flow.ledger.update(update)).kind === 'done';
  };
  const stage = item.journal?.stage ?? null;
  if (to === 'raise') {
    // If somebody wrote in between, the next turn says anew what is to be done.
    if (raised.state !== 'raised' && !(await write({ raised: { ...raised, state: 'raised' } })))
      return { kind: 'wait', seconds: 1, stage, text: 'the record has changed' };
    const refusal = await refusalOf(() => reads.raise(raised.raised));
    if (refusal === undefined)
      return { kind: 'wait', seconds: 20, stage, text: `raising ${raisedText(raised.raised)}` };
    return stop(flow, target, refusal);
  }
  const refusal = await refusalOf(() => reads.giveBack(raised.raised));
  const state: RaisedWork['state'] = refusal === undefined ? 'given-back' : 'kept';
  await write({ raised: { ...raised, state } });
  if (refusal !== undefined)
    await flow.ports.notifier.announce({
      kind: 'failed',
      target,
      subject: `${target}: read capacity was not given back`,
      text: `${raisedText(raised.raised)} for a hand-over that is over, and was not given back: ${refusal}. Set it by hand.`,
    });
  return { kind: 'wait', seconds: 0, stage, text: refusal ?? 'read capacity was given back' };
}

/** The hand-over ends where it began; what was raised already is given back at its end. */
async function stop(flow: ReplaceFlow['flow'], target: string, refusal: string): Promise<TurnResult> {
  const item = await readItem(flow.ledger, target);
  if (item.kind === 'stored' && item.work !== undefined)
    await flow.ledger.update(writeUpdate(item, { ...item, work: { ...item.work, stop: refusal } }));
  return { kind: 'wait', seconds: 0, stage: 'old', text: refusal };
}

async function refusalOf(run: () => Promise<void>): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof PortError) || error.retryable || error.sent !== 'no') throw error;
    return `${error.code}: ${error.message}`;
  }
}

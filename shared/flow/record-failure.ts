import { asTarget, decisionId, rowItem, targetKey } from '../ledger';
import { announcement, announceQuietly, isNews } from './announcement';
import { aRecord } from './decision-record';
import type { Flow } from './flow';
import { PortError } from './ports';
import { timeMs } from './read-payload';
import { merged } from './record';
import type { DecisionRecord, RecordFailureInput, RecordResult } from './steps';

/**
 * What a Catch caught becomes a record with outcome `failed`. Row and announcement are best effort: the ledger may be what failed,
 * and the release that follows must not wait for it.
 */
export async function recordFailure(flow: Flow, input: RecordFailureInput): Promise<RecordResult> {
  const parsed = flow.parse(input.input);
  const target = parsed.kind === 'request' ? parsed.request.target : null;
  const { code, text } = causeOf(input.failure);
  const found = aRecord({
    target,
    outcome: 'failed',
    reasonCodes: [`${input.state}-failed`, code],
    text,
    ...(input.decided && {
      action: input.decided.decision.action,
      evidence: input.decided.decision.evidence,
      costUsdPerMonth: input.decided.decision.costUsdPerMonth,
    }),
  });
  if (target === null || parsed.kind !== 'request') return { kind: 'recorded', record: merged(input.previous, found) };
  const id = input.decided?.decisionId ?? decisionId(target, timeMs(input.now), input.execution, input.round);
  const record = { ...found, decisionId: id };
  const kept = await bestEffort(() => keep(flow, input, record, target, parsed.request as never));
  const warnings = kept ? [] : ['not-recorded'];
  return { kind: 'recorded', record: merged(input.previous, { ...record, warnings }) };
}

async function keep(
  flow: Flow,
  input: RecordFailureInput,
  record: DecisionRecord & { readonly decisionId: string },
  target: string,
  request: never,
): Promise<void> {
  await flow.ledger.append(
    rowItem({
      schemaVersion: 1,
      decisionId: record.decisionId,
      target,
      decidedAtMs: timeMs(input.now),
      execution: input.execution,
      round: input.round,
      request,
      outcome: record.outcome,
      reasonCodes: record.reasonCodes,
      decision: (input.decided?.decision ?? null) as never,
      inputs: null,
      result: { state: input.state, text: record.text },
      ...(input.decided?.undoes !== undefined && { undoes: input.decided.undoes }),
    }),
  );
  const item = asTarget(await flow.ledger.read(targetKey(target)));
  const { print, notice } = announcement(record, input.execution);
  if (notice === null || !isNews(print, item.announced ?? null, timeMs(input.now))) return;
  await announceQuietly(flow, notice);
  // Without the lock too: Admit may be what failed, and the same news every ten minutes helps nobody.
  await flow.ledger.update({ key: targetKey(target), set: { announced: print } });
}

async function bestEffort(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof PortError) return false;
    throw error;
  }
}

/** A handler's error arrives as its name, with a cause that is JSON: `{"errorMessage":"aws.denied: …"}`. */
function causeOf(failure: RecordFailureInput['failure']): { readonly code: string; readonly text: string } {
  const message = messageIn(failure.Cause ?? '');
  const [, code] = /^([a-z]+(?:[.-][a-z-]+)+): /.exec(message) ?? [];
  const name = (failure.Error ?? 'unknown').replaceAll('.', '-');
  return { code: code?.replace('.', '-') ?? name, text: message.slice(0, 500) };
}

function messageIn(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    const isObject = typeof parsed === 'object' && parsed !== null;
    return isObject && 'errorMessage' in parsed ? String(parsed.errorMessage) : cause;
  } catch {
    return cause;
  }
}

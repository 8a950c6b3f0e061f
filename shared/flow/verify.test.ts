import { decide, type Snapshot } from '../sizing';
import { AFlow, aCluster, anObservation, aSnapshot, decidedToApply, head, nowMs } from './a-flow';
import { packLooks } from './pack';
import type { VerifyInput } from './steps';
import { verify } from './verify';

const minuteMs = 60_000;
const never = new Proxy(
  {},
  { get: (_, name) => () => Promise.reject(new Error(`${String(name)} is called`)) },
) as never;

/** Only a policy, and the rules of a decision. */
const pure = () => {
  const { parse, settleSeconds, ports } = new AFlow();
  const none = { observer: never, changer: never, executions: never, notifier: never };
  return { ports: { config: ports.config, ...none }, ledger: never, parse, decide, settleSeconds };
};

/** A cluster under the same load all the time: 85 % of three nodes up to the decision, `since` of five from its end on. */
function looks(since: number) {
  const minutes = (values: readonly number[], endMs: number) => ({
    startMs: endMs - values.length * minuteMs,
    periodMs: minuteMs,
    values,
  });
  const at = (nodeCount: number, cpu: readonly number[], endMs: number): Snapshot =>
    aSnapshot({
      cluster: aCluster({ nodeCount }),
      clusterMetrics: {
        cpuPercent: minutes(cpu, endMs),
        requests: minutes(
          cpu.map(() => 600_000),
          endMs,
        ),
      },
    });
  const then = Array.from({ length: 60 }, () => 85);
  return packLooks({
    before: at(3, then, nowMs),
    after: at(5, [...then, ...Array.from({ length: 6 }, () => since)], nowMs + 20 * minuteMs),
  });
}

const input = (since: number): VerifyInput => ({
  ...head,
  now: new Date(nowMs + 20 * minuteMs).toISOString(),
  step: 'verify',
  target: 'products',
  round: 1,
  decided: decidedToApply(),
  history: anObservation.history,
  looked: { kind: 'looked', snapshots: looks(since) },
  completedAt: new Date(nowMs + 14 * minuteMs).toISOString(),
});

test('it calls nothing, and the same snapshots give the same verdict', async () => {
  const verified = await verify(pure(), input(51));

  expect(verified).toMatchObject({
    kind: 'verified',
    verifiedAt: '2026-11-24T12:20:00.000Z',
    verdict: 'hold',
    judgement: {
      kind: 'as-expected',
      residuals: [{ reading: 'cpu', expected: expect.closeTo(51, 5), seen: 51 }, expect.anything()],
    },
    rollBack: null,
  });
  expect(await verify(pure(), input(51))).toEqual(verified);
});

test('a change that did not help is judged worse, and stays where fewer nodes would be busier still', async () => {
  const { judgement, rollBack } = await verify(pure(), input(95));

  expect(judgement).toMatchObject({
    kind: 'worse',
    residuals: [{ reading: 'cpu', expected: expect.closeTo(51, 5), seen: 95 }, {}],
  });
  expect(rollBack).toMatchObject({ kind: 'refused', why: expect.stringMatching(/^2 nodes would be at \d+ % CPU/) });
});

test('a decision without an action is nothing to verify', async () => {
  const { decided, ...others } = input(51);
  const held = { ...decided, decision: { ...decided.decision, action: null } };

  await expect(verify(pure(), { ...others, decided: held })).rejects.toMatchObject({ code: 'flow.not-applicable' });
});

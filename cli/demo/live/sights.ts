import { usd } from '../../output';
import { actionText } from '../../render-decision';
import { clockText } from '../narrator';
import { thousands } from './minute-line';
import type { Live } from './scenario';
import type { SeenDecision, SeenExecution, Story } from './story';

/** What scenarios look for. Each tells what it saw, or undefined while there is nothing to be seen. */
export type Sight = () => string | undefined;

/** A minute in which traffic went through the cluster within its bands. */
export const servedWell =
  ({ story }: Live, minutes = 2): Sight =>
  () => {
    const last = story.minutes.slice(-minutes);
    const well = last.filter(
      ({ cluster, client }) =>
        cluster !== undefined &&
        client !== undefined &&
        client.done > 0 &&
        client.failed === 0 &&
        cluster.cpuPercent <= 70 &&
        (cluster.hitPercent ?? 0) >= 80,
    );
    const { cluster, client } = last.at(-1) ?? {};
    if (well.length < minutes || cluster === undefined || client === undefined) return undefined;
    return `${thousands(cluster.requestsPerSecond)} req/s, CPU ${cluster.cpuPercent.toFixed(0)} %, hits ${cluster.hitPercent?.toFixed(0)} %, p50 ${client.p50Ms.toFixed(1)} ms, p99 ${client.p99Ms.toFixed(0)} ms`;
  };

/** The alarm went to the state after `sinceMs`. */
export const alarmIs =
  (story: Story, name: string, state: 'ALARM' | 'OK', sinceMs = 0): Sight =>
  () => {
    const last = story.alarms.findLast((change) => change.name === name);
    return last?.state === state && last.atMs >= sinceMs ? `${name} ${state} at ${clockText(last.atMs)}` : undefined;
  };

/** An execution that the alarm woke. */
export const wokenBy =
  (story: Story, target: string, alarm: string): Sight =>
  () => {
    const found = story.of(target).find((execution) => execution.alarm === alarm);
    return found === undefined ? undefined : `execution ${shortArn(found)} by the rule on ${alarm}`;
  };

/** A decision for the target that wants this kind of action. */
export const decisionFor = (
  story: Story,
  target: string,
  kind: string,
): { readonly execution: SeenExecution; readonly decision: SeenDecision } | undefined => {
  for (const execution of story.of(target))
    for (const decision of execution.decisions)
      if (decision.result.decision.action?.kind === kind) return { execution, decision };
  return undefined;
};

export const decided =
  (story: Story, target: string, kind: string): Sight =>
  () => {
    const found = decisionFor(story, target, kind);
    if (found === undefined) return undefined;
    const { action, reasonCodes, costUsdPerMonth: cost } = found.decision.result.decision;
    return `${actionText(action)} because ${reasonCodes.join(', ')}; ${usd(cost.before)} -> ${usd(cost.after)} a month; by ${found.execution.reason}`;
  };

/** An execution that ended with the outcome and this kind of action. */
export const ended =
  (story: Story, target: string, outcome: string, kind: string): Sight =>
  () => {
    const found = story.of(target).find(({ record }) => record?.outcome === outcome && record.action?.kind === kind);
    if (found === undefined) return undefined;
    return `${outcome} after ${found.states.filter((state) => /^(Admit|Observe|Decide|Apply|Progress|Bake|LookAfter|Verify|Record|Release)$/.test(state)).join(', ')}`;
  };

export interface SoFar {
  readonly done: number;
  readonly failed: number;
}

export const soFar = ({ traffic }: Live): SoFar => ({ done: traffic.doneSoFar(), failed: traffic.failedSoFar() });

/**
 * At most one request in a hundred has failed since, and which is told: a write that was under way when a node died may be ambiguous,
 * which is an error by design, and a machine that is short of time may miss a deadline.
 */
export const answered =
  (live: Live, before: SoFar): Sight =>
  () => {
    const { done, failed } = soFar(live);
    const [answeredSince, failedSince] = [done - before.done, failed - before.failed];
    if (failedSince * 100 > answeredSince) return undefined;
    const names = Object.entries(live.traffic.lastSecond()?.errors ?? {}).map(([name, times]) => `${times} x ${name}`);
    const told = failedSince === 0 ? '' : ` (${names.join(', ')})`;
    return `${answeredSince} real requests answered, ${failedSince} failed${told}`;
  };

const shortArn = ({ arn }: SeenExecution): string => arn.split(':').at(-1)?.slice(0, 8) ?? arn;

import type { Flow } from '../../../shared/flow';
import type { Notice } from '../../../shared/flow/ports';
import { MemoryLedger, reviewKey, targetKey } from '../../../shared/ledger';
import { parseRequest } from '../../../shared/request';
import type { Reviewing } from '../../../shared/review';
import {
  aCluster,
  aConfig,
  aLoad,
  anAccount,
  anAlarm,
  anApplied,
  anItemAfter,
  aSnapshot,
  aSurveyedCluster,
  aTable,
} from '../../../shared/review/testing';
import { type Attempt, handlerLifeMs } from './attempt';
import { callsOf } from './call';
import type { Condition, ReviewPlan } from './review-plan';
import { nameOf, type StatesRun, startMs } from './states-run';

const hourMs = 3_600_000;
export const config = aConfig();

const never = async () => {
  throw new Error('a review changes nothing and asks for nothing of the kind');
};

/** What there is to find, and what was told and started. */
export class ReviewWorld {
  readonly ledger = new MemoryLedger();
  readonly notices: (Notice & { readonly atMs: number })[] = [];
  readonly started: { readonly target: string; readonly atMs: number }[] = [];

  constructor(
    readonly run: StatesRun,
    readonly plan: ReviewPlan,
  ) {}

  /** Our last change of the cluster led from 3 to 5 nodes. */
  async begin(): Promise<void> {
    const { firstSeen, change, lastChange } = anItemAfter(anApplied({ atMs: startMs - 24 * hourMs }));
    await this.ledger.update({
      key: targetKey('products'),
      set: JSON.parse(JSON.stringify({ firstSeen, change, lastChange })),
    });
    if (this.plan.reportIsDue)
      await this.ledger.update({ key: reviewKey, set: { lastReportMs: startMs - 8 * 24 * hourMs } });
  }

  is(what: Condition['what']): boolean {
    const atMs = this.run.clock.now() - startMs;
    return this.plan.conditions.some((one) => one.what === what && one.fromMs <= atMs && atMs < one.untilMs);
  }

  account() {
    return anAccount({
      clusters: [
        aSurveyedCluster(),
        ...(this.is('undeclared-cluster') ? [aSurveyedCluster({ name: 'sessions', tags: { daxpilot: 'yes' } })] : []),
      ],
      parameterGroups: this.is('quota') ? 18 : 2,
      tableUnits: { read: 40_000, write: 40_000 },
    });
  }

  alarms() {
    const stuck = { state: 'ALARM', sinceMs: startMs - 10 * hourMs } as const;
    return [
      anAlarm(this.is('alarm-stuck') ? stuck : {}),
      anAlarm({
        name: 'daxpilot/orders/throttled',
        metrics: [],
        ...(this.is('alarm-of-orders') ? stuck : {}),
      }),
    ];
  }

  snapshot(target: string) {
    const nodes = this.is('set-back') ? 3 : 5;
    const zones = ['a', 'b', 'c', 'a', 'b'].slice(0, nodes);
    return target === 'products'
      ? aSnapshot({ cluster: aCluster(zones) })
      : aSnapshot({ target, cluster: { kind: 'none' }, tables: [aTable({ name: 'orders' })] });
  }
}

/** Reads and notices of one attempt. */
export function reviewPorts(world: ReviewWorld, attempt: Attempt): Reviewing {
  const { run } = world;
  const call = callsOf(run, attempt);
  const flow: Flow = {
    settleSeconds: handlerLifeMs / 1_000,
    parse: (input) => parseRequest(input, config),
    decide: () => {
      throw new Error('a review decides nothing');
    },
    ledger: {
      read: (key) => call('dynamodb:GetItem', () => world.ledger.read(key)),
      update: (update) => call('dynamodb:UpdateItem', () => world.ledger.updateNow(update)),
      append: (row) => call('dynamodb:PutItem', () => world.ledger.append(row)),
      query: (range) => call('dynamodb:Query', () => world.ledger.query(range)),
    },
    ports: {
      config,
      observer: {
        cluster: never,
        table: never,
        scaledTable: never,
        demand: never,
        totals: never,
        snapshot: async ({ name }) => {
          if (name === 'products') {
            await call('dax:DescribeClusters', () => undefined);
            await call('dax:DescribeParameters', () => undefined);
          }
          await call('dynamodb:DescribeTable', () => undefined);
          await call('application-autoscaling:DescribeScalableTargets', () => undefined);
          return call('monitoring:GetMetricData', () => world.snapshot(name));
        },
      },
      changer: {
        setNodeCount: never,
        setBillingMode: never,
        setThroughput: never,
        setCacheTtl: never,
        rebootNode: never,
      },
      executions: {
        describe: never,
        start: (input) =>
          call('states:StartExecution', () => {
            world.started.push({ target: (input as { readonly target: string }).target, atMs: run.clock.now() });
            return `arn:rightsize:${world.started.length}`;
          }),
      },
      notifier: {
        announce: (notice) =>
          call('sns:Publish', () => {
            run.note(() => `${nameOf(attempt.execution)} tells: ${notice.subject}`);
            world.notices.push({ ...notice, atMs: run.clock.now() });
          }),
      },
    },
  };
  return {
    flow,
    surveyor: {
      account: async () => {
        for (const one of ['DescribeClusters', 'ListTags', 'DescribeParameterGroups', 'DescribeSubnetGroups'])
          await call(`dax:${one}`, () => undefined);
        return call('dynamodb:DescribeLimits', () => world.account());
      },
      alarms: () => call('monitoring:DescribeAlarms', () => world.alarms()),
      load: () => call('monitoring:GetMetricData', () => aLoad()),
    },
  };
}

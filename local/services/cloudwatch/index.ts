import type { Platform, Service } from '../../kernel/service';
import type { ScalingAction } from './alarm-actions';
import { AlarmBook } from './alarm-book';
import { AlarmEngine } from './alarm-engine';
import { AlarmHistory } from './alarm-history';
import { alarmOperations } from './alarm-operations';
import { dashboardOperations } from './dashboard-operations';
import { metricOperations } from './metric-operations';
import { MetricStore } from './metric-store';
import { tagOperations } from './tag-operations';

export interface CloudWatchOptions {
  /** Takes alarm actions on scaling policies. Default: none; such an action then fails in the alarm's history. */
  readonly onScalingAction?: ScalingAction;
}

const TICK_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Alarms are judged this long after the end of their newest period, so that its points have come in. */
const LATENESS_MS = 10_000;

/** CloudWatch: metrics, metric math, alarms and their history, on the virtual clock. */
export function createCloudWatchService(platform: Platform, { onScalingAction }: CloudWatchOptions = {}): Service {
  const store = new MetricStore();
  const book = new AlarmBook();
  const history = new AlarmHistory();
  const engine = new AlarmEngine({ platform, store, book, history, onScalingAction });

  const evaluatedAt = (nowMs: number, everyMs: number): number => Math.floor((nowMs - LATENESS_MS) / everyMs) * everyMs;
  let lastMinuteMs = evaluatedAt(platform.clock.now(), MINUTE_MS);
  let lastHourMs = evaluatedAt(platform.clock.now(), HOUR_MS);

  const timer = platform.clock.every(TICK_MS, (dueMs) => {
    const minuteMs = evaluatedAt(dueMs, MINUTE_MS);
    if (minuteMs > lastMinuteMs) {
      lastMinuteMs = minuteMs;
      engine.evaluate(minuteMs, ({ periodS }) => periodS >= 60);
    }
    engine.evaluate(evaluatedAt(dueMs, TICK_MS), ({ periodS }) => periodS < 60);
    const hourMs = evaluatedAt(dueMs, HOUR_MS);
    if (hourMs > lastHourMs) {
      lastHourMs = hourMs;
      store.prune(dueMs);
      history.prune(dueMs);
    }
  });

  return {
    name: 'monitoring',
    operations: {
      ...metricOperations(platform, store),
      ...alarmOperations({ platform, book, history, engine }),
      ...dashboardOperations(platform),
      ...tagOperations(book),
    },
    stop() {
      timer.cancel();
      engine.stop();
    },
  };
}

export const HISTORY_TYPES = ['ConfigurationUpdate', 'StateUpdate', 'Action'] as const;
type HistoryType = (typeof HISTORY_TYPES)[number];

export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: 'MetricAlarm' | 'CompositeAlarm';
  readonly type: HistoryType;
  readonly atMs: number;
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

export interface HistoryFilter {
  readonly alarmName?: string | undefined;
  readonly alarmTypes?: readonly string[] | undefined;
  readonly type?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** CloudWatch keeps the history of alarms for 14 days (user guide). */
const KEPT_MS = 14 * 86_400_000;
const MOST_ITEMS = 50_000;

export class AlarmHistory {
  #items: HistoryItem[] = [];

  add(item: HistoryItem): void {
    this.#items.push(item);
    if (this.#items.length > MOST_ITEMS) {
      this.#items = this.#items.slice(-MOST_ITEMS * 0.9);
    }
  }

  /** Oldest first. */
  list({ alarmName, alarmTypes, type, fromMs, toMs }: HistoryFilter): readonly HistoryItem[] {
    return this.#items.filter(
      (item) =>
        (alarmName === undefined || item.alarmName === alarmName) &&
        (alarmTypes === undefined || alarmTypes.includes(item.alarmType)) &&
        (type === undefined || item.type === type) &&
        item.atMs >= (fromMs ?? Number.NEGATIVE_INFINITY) &&
        item.atMs < (toMs ?? Number.POSITIVE_INFINITY),
    );
  }

  prune(nowMs: number): void {
    this.#items = this.#items.filter(({ atMs }) => nowMs - atMs <= KEPT_MS);
  }
}

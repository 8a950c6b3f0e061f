import { isStageName, readAndWrite } from '../../../shared/handover';
import type { ReplaceTurn } from '../../hand-over/machine';
import { renderTable } from '../../output';
import { clockText } from '../narrator';

/** What has been counted since the beginning. */
export interface Tally {
  readonly requests: number;
  readonly failed: number;
  /** Reads that the staleness checker looked at. */
  readonly checked: number;
  readonly stale: number;
}

export interface SeenStage {
  readonly stage: string;
  /** Who served: `old`, `new`, `table`, or `held`. */
  readonly reads: string;
  readonly writes: string;
  /** Virtual ms. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly tally: Tally;
  readonly waitedFor: readonly string[];
}

export interface Timeline {
  readonly stages: readonly SeenStage[];
  readonly total: Tally;
}

interface Open {
  readonly stage: string;
  readonly fromMs: number;
  readonly before: Tally;
  readonly waitedFor: Map<string, string>;
  until?: { readonly atMs: number; readonly tally: Tally };
}

/** The stages of a hand-over in the order in which they were seen, with what the traffic counted in each. */
export class HandOverTimeline {
  private readonly stages: Open[] = [];

  constructor(
    private readonly now: () => number,
    private readonly tally: () => Tally,
  ) {}

  add({ stage, text }: ReplaceTurn): void {
    // Before there is a plan, and after the last word, there is no stage.
    if (stage !== null && stage !== this.stages.at(-1)?.stage) this.enter(stage);
    this.stages.at(-1)?.waitedFor.set(withoutNumbers(text), text);
  }

  end(): void {
    const last = this.stages.at(-1);
    if (last !== undefined) last.until ??= { atMs: this.now(), tally: this.tally() };
  }

  soFar(): Timeline {
    const now = { atMs: this.now(), tally: this.tally() };
    const stages = this.stages.map(({ stage, fromMs, before, waitedFor, until = now }) => ({
      stage,
      ...(isStageName(stage) ? served(stage) : { reads: '-', writes: '-' }),
      fromMs,
      untilMs: until.atMs,
      tally: difference(until.tally, before),
      waitedFor: [...waitedFor.values()].filter((text) => /not |waited|without|busy|created|warmed/.test(text)),
    }));
    const first = this.stages[0]?.before ?? now.tally;
    return { stages, total: difference(this.stages.at(-1)?.until?.tally ?? now.tally, first) };
  }

  private enter(stage: string): void {
    this.end();
    this.stages.push({ stage, fromMs: this.now(), before: this.tally(), waitedFor: new Map() });
  }
}

const served = (stage: Parameters<typeof readAndWrite>[0]) => {
  const { read: reads, write: writes } = readAndWrite(stage);
  return { reads, writes };
};

/** Counted minutes and figures change from turn to turn; what is waited for does not. */
const withoutNumbers = (text: string): string => text.replace(/\b\d+\b/g, '#');

const difference = (after: Tally, before: Tally): Tally => ({
  requests: after.requests - before.requests,
  failed: after.failed - before.failed,
  checked: after.checked - before.checked,
  stale: after.stale - before.stale,
});

const minuteMs = 60_000;

export const renderTimeline = ({ stages, total }: Timeline): string =>
  renderTable(
    ['stage', 'reads', 'writes', 'from', 'minutes', 'requests', 'failed', 'checked', 'stale', 'waited for'],
    [
      ...stages.map(({ stage, reads, writes, fromMs, untilMs, tally, waitedFor }) => [
        stage,
        reads,
        writes,
        clockText(fromMs),
        ((untilMs - fromMs) / minuteMs).toFixed(1),
        ...countsOf(tally),
        waitedFor.join('\n'),
      ]),
      ['all', '', '', '', '', ...countsOf(total), ''],
    ],
    [12, 7, 8, 7, 9, 10, 8, 9, 7, 74],
  );

const countsOf = ({ requests, failed, checked, stale }: Tally): readonly string[] =>
  [requests, failed, checked, stale].map(String);

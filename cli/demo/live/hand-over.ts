import { setTimeout as wait } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { newestTurn } from '../../hand-over/machine';
import { HandOverTimeline, type Tally, type Timeline } from './hand-over-timeline';

export interface HandOverEnd {
  readonly outcome: string;
  readonly reasonCode: string | null;
  readonly text: string;
  readonly leftBehind: string | null;
}

/** An execution of `replace-cluster`, seen from outside while it runs. */
export interface HandOver {
  timeline(): Timeline;
  /** Stages so far, the newest last. */
  stages(): readonly string[];
  /** What the machine waited for so far. */
  waits(): readonly string[];
  /** Undefined while it runs. */
  ended(): HandOverEnd | undefined;
  stop(): Promise<void>;
}

export interface HandOverInput {
  readonly states: SFNClient;
  readonly executionArn: string;
  /** Virtual ms. */
  readonly now: () => number;
  readonly tally: () => Tally;
  readonly pollMs?: number;
  /** Whenever the machine says something else. */
  readonly onTurn?: (turn: { readonly stage: string | null; readonly text: string }) => void;
}

const defaultPollMs = 200;

/** Follows the execution to its end, and notes who served how long, what was waited for, and what the traffic saw meanwhile. */
export const followHandOver = (input: HandOverInput): HandOver => {
  const { states, executionArn, now, tally, pollMs = defaultPollMs } = input;
  const timeline = new HandOverTimeline(now, tally);
  const stopped = new AbortController();
  let end: HandOverEnd | undefined;
  let failure: unknown;
  let told = '';
  const look = async (): Promise<void> => {
    const turn = await newestTurn(states, executionArn);
    if (turn !== undefined && `${turn.stage} ${turn.text}` !== told) {
      told = `${turn.stage} ${turn.text}`;
      timeline.add(turn);
      input.onTurn?.(turn);
    }
    const { status, output, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'RUNNING') return;
    timeline.end();
    if (output === undefined) throw new Error(`the execution ended ${status}: ${cause}`);
    end = JSON.parse(output) as HandOverEnd;
  };
  const follow = async (): Promise<void> => {
    while (!stopped.signal.aborted && end === undefined) {
      await look();
      await wait(pollMs);
    }
  };
  const following = follow().catch((error: unknown) => {
    failure = error;
  });
  return {
    timeline: () => timeline.soFar(),
    stages: () => timeline.soFar().stages.map(({ stage }) => stage),
    waits: () => timeline.soFar().stages.flatMap(({ waitedFor }) => waitedFor),
    ended: () => {
      if (failure !== undefined) throw failure;
      return end;
    },
    stop: async () => {
      stopped.abort();
      await following;
    },
  };
};

import { setTimeout as wait } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { httpSink } from '../../../examples/products-service/load';
import { replaceMachineArn } from '../../hand-over/machine';
import { serviceNames } from '../../session';
import type { ClientPlace } from '../stage';
import { type Application, type Pace, type ServiceHealth, startApplication } from './application';
import { type Backend, Balancer } from './balancer';

const patienceMs = 15_000;
/** What a load balancer waits before it ends a process that gets no new requests. */
const drainMs = 4_000;

/** Several processes of the products service that follow the endpoint record, behind something that spreads requests over them. */
export interface Followers {
  readonly url: string;
  readonly pid: number;
  readonly balancer: Balancer;
  pids(): readonly number[];
  health(): Promise<ServiceHealth>;
  /** One more process, which takes requests as soon as it says that it is ready. */
  join(pace?: Pace): Promise<Application>;
  /** The oldest process that is not slow gets no new requests and is ended. */
  leave(): Promise<Application>;
  /**
   * The oldest process that is not slow dies at once, with reads under way and without a word to anybody. Not in the middle of a write: its
   * client would never learn what became of it, whoever serves.
   */
  kill(): Promise<Application>;
  stop(): Promise<void>;
}

interface Member {
  readonly application: Application;
  readonly backend: Backend;
  readonly pace: Pace;
}

export const startFollowers = async (input: {
  readonly script: string;
  readonly place: ClientPlace;
  readonly states: SFNClient;
  readonly target: string;
  readonly table: string;
  /** One process each. */
  readonly paces: readonly Pace[];
  readonly deadlineMs?: number | undefined;
}): Promise<Followers> => {
  const { script, place, table, target, deadlineMs } = input;
  await writeFirstRecord(input.states, target);
  const members: Member[] = [];
  const balancer = new Balancer();
  const join = async (pace: Pace = 'usual'): Promise<Application> => {
    const reaches = { target, ledger: serviceNames.ledger, pace };
    const application = await startApplication({ script, place, table, reaches, deadlineMs });
    const backend = { url: application.url, sink: httpSink(application.url) };
    members.push({ application, backend, pace });
    balancer.add(backend);
    return application;
  };
  const end = async ({ application, backend }: Member): Promise<void> => {
    await application.stop();
    backend.sink.close();
  };
  const stop = async (): Promise<void> => {
    await Promise.all(members.splice(0).map(end));
  };
  const takeOldest = (): Member => {
    const at = members.findIndex(({ pace }) => pace !== 'slow');
    const [oldest] = at < 0 ? [] : members.splice(at, 1);
    if (oldest === undefined) throw new Error('no process of the products service is left');
    return oldest;
  };
  try {
    for (const pace of input.paces) await join(pace);
  } catch (error) {
    await stop();
    throw error;
  }
  const [first] = members;
  return {
    url: first?.application.url ?? '',
    pid: first?.application.pid ?? 0,
    balancer,
    pids: () => members.map(({ application }) => application.pid),
    health: () => {
      const [any] = members;
      if (any === undefined) throw new Error('no process of the products service is left');
      return any.application.health();
    },
    join,
    leave: async () => {
      const oldest = takeOldest();
      balancer.remove(oldest.backend);
      await wait(drainMs);
      await end(oldest);
      return oldest.application;
    },
    kill: async () => {
      const oldest = takeOldest();
      await balancer.betweenWrites(oldest.backend);
      oldest.application.kill();
      balancer.remove(oldest.backend);
      await end(oldest);
      return oldest.application;
    },
    stop,
  };
};

/** The machine writes it where there is none, and says so; where there is one it says that nobody follows it yet. */
const writeFirstRecord = async (states: SFNClient, target: string): Promise<void> => {
  const request = { target, kind: 'replace', reason: 'the first endpoint record' };
  const { executionArn } = await states.send(
    new StartExecutionCommand({ stateMachineArn: await replaceMachineArn(states), input: JSON.stringify(request) }),
  );
  const untilMs = Date.now() + patienceMs;
  for (;;) {
    const { status, output, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED' && (JSON.parse(output ?? '{}') as { reasonCode?: string }).reasonCode === 'no-fleet')
      return;
    if (status !== 'RUNNING' || Date.now() > untilMs)
      throw new Error(`the first endpoint record of ${target} was not written: ${status} ${output ?? cause ?? ''}`);
    await wait(100);
  }
};

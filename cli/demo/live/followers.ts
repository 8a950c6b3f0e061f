import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { httpSink, type Sink } from '../../../examples/products-service/load';
import { serviceNames } from '../../session';
import type { ClientPlace } from '../stage';
import { type Application, type ServiceHealth, startApplication } from './application';

const machineName = 'daxpilot-replace-cluster';
const patienceMs = 15_000;
/** What a load balancer waits before it ends a process that gets no new requests. */
const drainMs = 4_000;

/** Several processes of the products service that follow the endpoint record, behind something that spreads requests over them. */
export interface Followers {
  readonly url: string;
  readonly pid: number;
  /** In turn over the processes that are there. */
  readonly sink: Sink & { close(): void };
  pids(): readonly number[];
  urls(): readonly string[];
  health(): Promise<ServiceHealth>;
  /** One more process, which takes requests as soon as it says that it is ready. */
  join(): Promise<Application>;
  /** The oldest process gets no new requests and is ended. */
  leave(): Promise<Application>;
  stop(): Promise<void>;
}

interface Member {
  readonly application: Application;
  readonly sink: Sink & { close(): void };
}

export const startFollowers = async (input: {
  readonly script: string;
  readonly place: ClientPlace;
  readonly states: SFNClient;
  readonly target: string;
  readonly table: string;
  readonly processes: number;
}): Promise<Followers> => {
  const { script, place, table, target } = input;
  await writeFirstRecord(input.states, target);
  const members: Member[] = [];
  const start = async (): Promise<Member> => {
    const reaches = { target, ledger: serviceNames.ledger };
    const application = await startApplication({ script, place, table, reaches });
    return { application, sink: httpSink(application.url) };
  };
  const end = async ({ application, sink }: Member): Promise<void> => {
    await application.stop();
    sink.close();
  };
  const stop = async (): Promise<void> => {
    await Promise.all(members.splice(0).map(end));
  };
  try {
    for (let left = input.processes; left > 0; left -= 1) members.push(await start());
  } catch (error) {
    await stop();
    throw error;
  }
  let turn = 0;
  const next = (): Member => {
    turn += 1;
    const member = members[turn % Math.max(1, members.length)];
    if (member === undefined) throw new Error('no process of the products service is left');
    return member;
  };
  const [first] = members;
  return {
    url: first?.application.url ?? '',
    pid: first?.application.pid ?? 0,
    sink: {
      read: (id) => next().sink.read(id),
      write: (id, bytes) => next().sink.write(id, bytes),
      close: () => {
        for (const { sink } of members) sink.close();
      },
    },
    pids: () => members.map(({ application }) => application.pid),
    urls: () => members.map(({ application }) => application.url),
    health: () => next().application.health(),
    join: async () => {
      const member = await start();
      members.push(member);
      return member.application;
    },
    leave: async () => {
      const oldest = members.shift();
      if (oldest === undefined) throw new Error('no process of the products service is left');
      await wait(drainMs);
      await end(oldest);
      return oldest.application;
    },
    stop,
  };
};

/** The machine writes it where there is none, and says so. */
const writeFirstRecord = async (states: SFNClient, target: string): Promise<void> => {
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({ maxResults: 100 }));
  const stateMachineArn = stateMachines.find(({ name }) => name === machineName)?.stateMachineArn;
  const request = { target, kind: 'replace', reason: 'the first endpoint record' };
  const { executionArn } = await states.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(request) }),
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

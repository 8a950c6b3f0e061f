import { ListExecutionsCommand, paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import { forReads, toPortError } from '../../shared/aws';
import { listDecisions, PortError, targetState } from '../../shared/flow';
import { accountKey, asAccount } from '../../shared/ledger';
import { readItem } from '../../shared/replace';
import { assessHealth, type ClusterState, type Series, type Snapshot, type TableState } from '../../shared/sizing';
import type { Target } from '../../shared/targets';
import type { Session } from '../session';
import type { ConsoleView, HandOver, Looked, RunningExecution, TargetReadings, TargetView } from './console-view';

const shownDecisions = 12;
const machinePrefix = 'daxpilot-';

/** Reads what the page shows. Metrics cost money by the query, so they are read again only once they are `metricsEveryMs` old. */
export const createReader = (session: Session, metricsEveryMs: number): (() => Promise<ConsoleView>) => {
  const known = new Map<string, { readonly readAtMs: number; readonly readings: Looked<TargetReadings> }>();
  const states = new SFNClient(forReads(session.connection.env));

  const readings = async (target: Target, nowMs: number): Promise<Looked<TargetReadings>> => {
    const last = known.get(target.name);
    if (last !== undefined && Date.now() - last.readAtMs < metricsEveryMs) return last.readings;
    const found = await looked(async () =>
      readingsOf(await session.flow.ports.observer.snapshot(target, nowMs), target, nowMs),
    );
    known.set(target.name, { readAtMs: Date.now(), readings: found });
    return found;
  };

  return async () => {
    const nowMs = await session.nowMs();
    const { connection, config, flow } = session;
    const [account, executions, targets] = await Promise.all([
      looked(async () => asAccount(await flow.ledger.read(accountKey))),
      looked(() => runningExecutions(states)),
      Promise.all(
        Object.values(config.targets).map(async (target): Promise<TargetView> => {
          const [seen, state, decisions, handOver] = await Promise.all([
            readings(target, nowMs),
            looked(() => targetState(flow, target.name)),
            looked(() => listDecisions(flow, { target: target.name, limit: shownDecisions })),
            looked(() => handOverOf(session, target.name)),
          ]);
          return { name: target.name, policy: target.policy, readings: seen, state, decisions, handOver };
        }),
      ),
    ]);
    const place = connection.endpoint ?? `AWS ${connection.region}`;
    return { atMs: nowMs, place, account, executions, targets };
  };
};

const looked = async <Value>(look: () => Promise<Value>): Promise<Looked<Value>> => {
  try {
    return { kind: 'seen', value: await look() };
  } catch (error) {
    const { message, code } = error instanceof PortError ? error : toPortError('reading', error);
    return { kind: 'unseen', why: `${message} (${code})` };
  }
};

const runningExecutions = async (states: SFNClient): Promise<readonly RunningExecution[]> => {
  const running: RunningExecution[] = [];
  for await (const page of paginateListStateMachines({ client: states }, {})) {
    for (const { name = '', stateMachineArn } of page.stateMachines ?? []) {
      if (!name.startsWith(machinePrefix)) continue;
      const { executions = [] } = await states.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 50 }),
      );
      running.push(
        ...executions.map((one) => ({
          machine: name,
          name: one.name ?? 'unnamed',
          startedAtMs: one.startDate?.getTime() ?? 0,
        })),
      );
    }
  }
  return running.toSorted((a, b) => b.startedAtMs - a.startedAtMs);
};

const handOverOf = async ({ flow }: Session, target: string): Promise<HandOver | undefined> => {
  const item = await readItem(flow.ledger, target);
  switch (item.kind) {
    case 'none':
      return undefined;
    case 'refused':
      throw new PortError('aws.invalid', `the endpoint record is refused: ${item.problems.join('; ')}`, false, 'no');
    case 'stored':
      return item;
  }
};

const readingsOf = (snapshot: Snapshot, target: Target, nowMs: number): TargetReadings => ({
  atMs: nowMs,
  health: assessHealth(snapshot, target.policy, nowMs),
  cluster: isCluster(snapshot.cluster) ? snapshot.cluster : null,
  tables: snapshot.tables.filter(isTable),
  cpu: snapshot.clusterMetrics.cpuPercent ?? null,
  requests: perSecond(snapshot.clusterMetrics.requests),
});

const isCluster = (cluster: Snapshot['cluster']): cluster is ClusterState => cluster.kind === 'cluster';
const isTable = (table: Snapshot['tables'][number]): table is TableState => table.kind === 'table';

const perSecond = (series: Series | undefined): Series | null =>
  series === undefined
    ? null
    : { ...series, values: series.values.map((value) => (value === null ? null : (value * 1000) / series.periodMs)) };

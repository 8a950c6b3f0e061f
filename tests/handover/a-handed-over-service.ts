import { DescribeClustersCommand } from '@aws-sdk/client-dax';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { processItem, processKey, recordKey } from '../../shared/fleet';
import { type EndpointRecord, type Journal, readRecord, routesOf } from '../../shared/handover';
import { publish, putAll } from '../end-to-end/readings';
import { type AService, aService, minuteMs } from '../end-to-end/service-at-work';

const TableName = 'daxpilot-ledger';

export interface RecordItem extends EndpointRecord {
  readonly journal?: Journal;
  readonly work?: { readonly raised?: { readonly state: string } };
}

export interface Ended {
  readonly outcome?: string;
  readonly reasonCode?: string;
  readonly text?: string;
  readonly leftBehind?: string;
}

/** The packaged service on the local platform with one process that follows, reads and writes; what DAX would count is published by hand. */
export class AHandedOverService {
  private constructor(readonly service: AService) {}

  static async start(): Promise<AHandedOverService> {
    return new AHandedOverService(await aService());
  }

  /** Starts a hand-over; resolves with the ARN of the execution. */
  async begin(input: object): Promise<string> {
    const stateMachineArn = await this.machine();
    const { states } = this.service.clients;
    const { executionArn = '' } = await states.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  async execute(input: object): Promise<Ended> {
    const execution = await this.begin(input);
    return this.until(async () => {
      const { status, output, cause } = await this.service.clients.states.send(
        new DescribeExecutionCommand({ executionArn: execution }),
      );
      if (status === 'RUNNING') return undefined;
      if (output === undefined) throw new Error(`${status}: ${cause}`);
      return JSON.parse(output) as Ended;
    });
  }

  /** Minute by minute, until something has come to be. */
  async until<Thing>(seen: () => Promise<Thing | undefined>): Promise<Thing> {
    for (let step = 0; step < 400; step += 1) {
      const found = await seen();
      if (found !== undefined) return found;
      await this.follow();
      await this.service.advance(minuteMs);
      await this.count();
    }
    throw new Error(`it did not come to be; the record is ${JSON.stringify(await this.record())}`);
  }

  async stop(executionArn: string): Promise<void> {
    await this.service.clients.states.send(new StopExecutionCommand({ executionArn }));
  }

  async executions(): Promise<readonly string[]> {
    const stateMachineArn = await this.machine();
    const { executions = [] } = await this.service.clients.states.send(new ListExecutionsCommand({ stateMachineArn }));
    return executions.map(({ status = '' }) => status);
  }

  async record(): Promise<RecordItem | undefined> {
    const { dynamodb } = this.service.clients;
    const Key = marshall(recordKey('products'));
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item && (unmarshall(Item) as RecordItem);
  }

  private async machine(): Promise<string> {
    const { stateMachines = [] } = await this.service.clients.states.send(new ListStateMachinesCommand({}));
    return stateMachines.find(({ name }) => name === 'daxpilot-replace-cluster')?.stateMachineArn ?? '';
  }

  private async follow(): Promise<void> {
    const reading = readRecord(await this.record());
    if (reading.kind !== 'record') return;
    const { epoch, phase, warm } = reading.record;
    const state = { target: 'products', processId: 'p1', epoch, phase, openEarlier: 0, givenUpEarlier: 0 };
    // Leases are of the wall clock, like those of real processes.
    const leaseUntilMs = Date.now() + 10 * minuteMs;
    const warmed = warm ? { warmed: { epoch, keys: 5, failed: 0 } } : {};
    const Item = marshall(processItem(processKey('products', 'p1'), { ...state, ...warmed, leaseUntilMs }));
    await this.service.clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
  }

  /** What DAX would publish of the minute that is over: CPU always, reads and writes of whoever serves them. */
  private async count(): Promise<void> {
    const { service } = this;
    const reading = readRecord(await this.record());
    const { reads, writes, writesHeld } =
      reading.kind === 'record'
        ? routesOf(reading.record)
        : { reads: 'products', writes: 'products', writesHeld: false };
    const Timestamp = new Date(Math.floor((await service.now()) / minuteMs) * minuteMs - minuteMs);
    const { Clusters = [] } = await service.clients.dax.send(new DescribeClustersCommand({}));
    for (const { ClusterName: cluster = '', Status } of Clusters) {
      if (Status !== 'available') continue;
      await publish(service, { cpuPercent: 30 }, { minutes: 1, cluster });
      const counts = {
        GetItemRequestCount: cluster === reads ? 6_000 : 0,
        PutItemRequestCount: cluster === writes && !writesHeld ? 60 : 0,
      };
      const TotalRequestCount = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const Dimensions = [{ Name: 'ClusterId', Value: cluster }];
      const data = Object.entries({ ...counts, TotalRequestCount }).filter(([, Value]) => Value > 0);
      await putAll(
        service,
        'AWS/DAX',
        data.map(([MetricName, Value]) => ({ MetricName, Value, Timestamp, Dimensions })),
      );
    }
  }
}

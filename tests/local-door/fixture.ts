import type { Call, Operation, Platform, Service } from '../../local/kernel/service';
import { ServiceError } from '../../local/kernel/service-error';

const AT = new Date('2026-01-02T03:04:05.678Z');

/** What the service was last called with, by operation. */
export type Heard = Map<string, { readonly input: Readonly<Record<string, unknown>>; readonly call: Call }>;

/** A service that keeps what it hears and answers with set values, under the name of a real one. */
export function aFixture(
  name: string,
  answers: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => unknown>>,
  heard: Heard = new Map(),
): (platform: Platform) => Service {
  const operations: Record<string, Operation> = {};
  for (const [operation, answer] of Object.entries(answers)) {
    operations[operation] = (input, call) => {
      heard.set(operation, { input, call });
      return answer(input);
    };
  }
  return () => ({ name, operations });
}

export const someMetrics = (heard?: Heard) =>
  aFixture(
    'monitoring',
    {
      PutMetricData: () => undefined,
      GetMetricData: () => ({
        MetricDataResults: [
          { Id: 'a', Label: 'CPU & "more"', Timestamps: [AT], Values: [1.5], StatusCode: 'Complete' },
        ],
      }),
      DescribeAlarms: () => ({ MetricAlarms: [], CompositeAlarms: [] }),
      SetAlarmState: ({ AlarmName }) => {
        throw new ServiceError('ResourceNotFound', `Unknown alarm <${AlarmName}>`);
      },
      DeleteAlarms: () => {
        throw new TypeError('a mistake of the fixture');
      },
    },
    heard,
  );

export const someMachines = (heard?: Heard) =>
  aFixture(
    'states',
    {
      StartExecution: () => ({ executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:e', startDate: AT }),
      DescribeExecution: () => {
        throw new ServiceError('ExecutionDoesNotExist', 'Execution Does Not Exist: arn');
      },
      TagResource: () => ({}),
    },
    heard,
  );

export const someFunctions = (heard?: Heard) =>
  aFixture(
    'lambda',
    {
      Invoke: ({ InvocationType, Payload }) => {
        if (InvocationType === 'Event') {
          return { StatusCode: 202 };
        }
        if (InvocationType === 'DryRun') {
          return { StatusCode: 204 };
        }
        const text = Payload === undefined ? 'null' : Buffer.from(Payload as Uint8Array).toString('utf8');
        const fails = text.includes('fail');
        return {
          StatusCode: 200,
          ExecutedVersion: '7',
          LogResult: Buffer.from('line').toString('base64'),
          Payload: Buffer.from(fails ? '{"errorType":"Error"}' : text),
          ...(fails ? { FunctionError: 'Unhandled' } : {}),
        };
      },
      GetFunction: ({ FunctionName }) => {
        throw new ServiceError('ResourceNotFoundException', `Function not found: ${FunctionName}`);
      },
      ListFunctions: ({ MaxItems }) => ({ Functions: [{ FunctionName: `max ${MaxItems}`, MemorySize: 128 }] }),
      ListTags: ({ Resource }) => ({ Tags: { of: String(Resource) } }),
      UntagResource: () => undefined,
    },
    heard,
  );

export const someClusters = (heard?: Heard) =>
  aFixture(
    'dax',
    {
      DescribeClusters: ({ ClusterNames }) => {
        if (Array.isArray(ClusterNames) && ClusterNames.includes('gone')) {
          throw new ServiceError('ClusterNotFoundFault', 'Cluster gone not found.');
        }
        return { Clusters: [{ ClusterName: 'products', TotalNodes: 3, Nodes: [{ NodeId: 'a', NodeCreateTime: AT }] }] };
      },
    },
    heard,
  );

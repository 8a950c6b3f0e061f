// Gives an empty local platform something to find: a DAX cluster that is larger than its load, its table, a table without a cache, and an
// alarm that can never fire. Needs AWS_ENDPOINT_URL, or the platform on port 4566. Refuses to run against AWS.
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateClusterCommand, DAXClient, DescribeClustersCommand } from '@aws-sdk/client-dax';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

const endpoint = process.env.AWS_ENDPOINT_URL ?? 'http://127.0.0.1:4566';
if (!['127.0.0.1', 'localhost', '[::1]'].includes(new URL(endpoint).hostname)) {
  throw new Error(
    `AWS_ENDPOINT_URL = ${endpoint}: this makes resources and metrics up, so it runs on this machine only`,
  );
}
const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const dax = new DAXClient(config);
const dynamodb = new DynamoDBClient(config);
const cloudwatch = new CloudWatchClient(config);
const minuteMs = 60_000;

/** Moves the platform's clock, or just tells its time. */
const clock = async (wish) => {
  const answer = await fetch(new URL('/_daxpilot/clock', endpoint), { method: 'POST', body: JSON.stringify(wish) });
  return answer.json();
};

/** Whoever starts the platform in the background need not wait for it by hand. */
const patienceMs = 300_000;
const isReady = () =>
  fetch(new URL('/_daxpilot/health', endpoint)).then(
    async (answer) => (await answer.json()).ready === true,
    () => false,
  );
const end = Date.now() + patienceMs;
while (!(await isReady())) {
  if (Date.now() > end) throw new Error(`${endpoint} does not answer; npx daxpilot local starts it`);
  await new Promise((resolve) => setTimeout(resolve, 500));
}

for (const TableName of ['shop', 'audit']) {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
}
await dax.send(
  new CreateClusterCommand({
    ClusterName: 'shop',
    NodeType: 'dax.r5.large',
    ReplicationFactor: 5,
    IamRoleArn: 'arn:aws:iam::123456789012:role/shop-dax',
  }),
);
await cloudwatch.send(
  new PutMetricAlarmCommand({
    AlarmName: 'shop-memory',
    Namespace: 'AWS/DAX',
    MetricName: 'MemoryUtilization',
    Dimensions: [{ Name: 'ClusterName', Value: 'shop' }],
    Statistic: 'Average',
    Period: 300,
    EvaluationPeriods: 2,
    Threshold: 80,
    ComparisonOperator: 'GreaterThanThreshold',
  }),
);
const seen = async () => (await dax.send(new DescribeClustersCommand({ ClusterNames: ['shop'] }))).Clusters[0];
// A cluster takes ten minutes to be created; they pass at once here.
while ((await seen()).Status !== 'available') await clock({ advanceMs: minuteMs });

/** The platform's own time: it may run faster than this machine's. */
const { now } = await clock({});
const minute = Math.floor(Date.parse(now) / minuteMs) * minuteMs;
const nodes = (await seen()).Nodes.map(({ NodeId }) => NodeId);
const cluster = [{ Name: 'ClusterId', Value: 'shop' }];
const readings = {
  CPUUtilization: 25,
  CacheMemoryUtilization: 70,
  ItemCacheHits: 92_000,
  ItemCacheMisses: 8_000,
  TotalRequestCount: 100_000,
};
// An hour behind us and, so that there is time to look, as far ahead as CloudWatch takes datapoints.
const data = Array.from({ length: 180 }, (_, index) => new Date(minute + (index - 65) * minuteMs)).flatMap(
  (Timestamp) => [
    ...Object.entries(readings).map(([MetricName, Value]) => ({ MetricName, Value, Timestamp, Dimensions: cluster })),
    ...nodes.map((id) => ({
      MetricName: 'CPUUtilization',
      Value: readings.CPUUtilization,
      Timestamp,
      Dimensions: [...cluster, { Name: 'NodeId', Value: id }],
    })),
  ],
);
for (let from = 0; from < data.length; from += 1000) {
  const MetricData = data.slice(from, from + 1000);
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'AWS/DAX', MetricData }));
}
process.stdout.write(
  'The cluster shop (5 x dax.r5.large) and the tables shop and audit are there, with readings for an hour.\n',
);

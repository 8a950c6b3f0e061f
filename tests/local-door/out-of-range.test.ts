import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type LocalPlatform, startLocal } from '../../local/index';
import { DATA_MISTAKES } from './mistakes/data';
import { MESSAGES_MISTAKES } from './mistakes/messages';
import { type ClientName, clientsOf, ROLE } from './mistakes/mistake';
import { aFunction, RUNNING_MISTAKES } from './mistakes/running';
import { WATCHING_MISTAKES } from './mistakes/watching';
import { jsonRequest, sendSigned } from './signed';

describe('names, numbers and sizes out of range', () => {
  let local: LocalPlatform;
  let clients: ReturnType<typeof clientsOf>;
  const send = (client: ClientName, command: object): Promise<unknown> =>
    (clients[client] as unknown as { send(command: object): Promise<unknown> }).send(command);

  beforeAll(async () => {
    local = await startLocal({ port: 0, daxPort: 0, clockStartMs: Date.UTC(2026, 0, 1) });
    local.clock.pause();
    clients = clientsOf({
      endpoint: local.ready.endpoint,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await send('sns', new CreateTopicCommand({ Name: 'good' }));
    await send('lambda', aFunction({ FunctionName: 'good' }));
    await send(
      'dynamodb',
      new CreateTableCommand({
        TableName: 'good',
        ProvisionedThroughput: { ReadCapacityUnits: 1_000, WriteCapacityUnits: 1_000 },
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
    await send('states', new CreateStateMachineCommand({ name: 'good', roleArn: ROLE, definition }));
    await local.clock.advance(60_000);
  });

  afterEach(async () => {
    await expect(send('sts', new GetCallerIdentityCommand({}))).resolves.toBeDefined();
  });

  afterAll(() => local.stop());

  test.each(
    [...WATCHING_MISTAKES, ...DATA_MISTAKES, ...MESSAGES_MISTAKES, ...RUNNING_MISTAKES].map(
      ([what, client, command, name, status = 400]) => ({ what, client, command, name, status }),
    ),
  )('$what ($client)', async ({ client, command, name, status }) => {
    const error: unknown = await send(client, command).then(
      (output) => ({ answered: output }),
      (thrown: unknown) => thrown,
    );

    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  test.each([
    ['monitoring', 'GraniteServiceVersion20100801.PutMetricData'],
    ['events', 'AWSEvents.PutEvents'],
    ['states', 'AWSStepFunctions.StartExecution'],
    ['dax', 'AmazonDAXV3.CreateCluster'],
    ['dynamodb', 'DynamoDB_20120810.PutItem'],
    ['application-autoscaling', 'AnyScaleFrontendService.RegisterScalableTarget'],
  ])('%s: a body that is no JSON, and an operation that AWS does not have', async (service, target) => {
    const malformed = await sendSigned(local.ready.endpoint, jsonRequest(service, target, '{"a":'));
    const unknown = await sendSigned(local.ready.endpoint, jsonRequest(service, `${target.split('.')[0]}.Guess`, {}));

    expect([malformed.status, await malformed.text()]).toEqual([
      400,
      expect.stringContaining('SerializationException'),
    ]);
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('UnknownOperationException')]);
  });
});

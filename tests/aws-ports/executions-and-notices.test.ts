import { CreateStateMachineCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { type APlatform, aPlatform, startMs } from './a-platform';

let platform: APlatform;

beforeAll(async () => {
  platform = await aPlatform();
});

afterAll(() => platform.stop());

const arn = 'arn:aws:states:us-east-1:123456789012:execution:daxpilot-rightsize:nobody';

test('an execution that AWS does not know is not found', async () => {
  expect(await platform.ports.executions.describe(arn)).toEqual({ kind: 'not-found' });
});

test('starting a machine that is not deployed is an error', async () => {
  await expect(platform.ports.executions.start({ target: 'products' })).rejects.toMatchObject({
    code: 'aws.not-found',
  });
});

test('an execution is started by the name of the machine in the account of the caller, and followed to its end', async () => {
  const { states } = platform.clients;
  await states.send(
    new CreateStateMachineCommand({
      name: 'daxpilot-rightsize',
      roleArn: 'arn:aws:iam::123456789012:role/states',
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Hold',
        States: { Hold: { Type: 'Wait', Seconds: 600, End: true } },
      }),
    }),
  );

  const executionArn = await platform.ports.executions.start({ target: 'products', reason: 'successor' });

  expect(executionArn).toMatch(/^arn:aws:states:us-east-1:123456789012:execution:daxpilot-rightsize:.+/);
  expect(await platform.ports.executions.describe(executionArn)).toEqual({ kind: 'running' });
  await states.send(new StopExecutionCommand({ executionArn }));
  const ended = await platform.ports.executions.describe(executionArn);
  expect(ended).toMatchObject({ kind: 'ended', status: 'ABORTED' });
  // The clock runs: some milliseconds of it have passed.
  expect(ended.kind === 'ended' && ended.stoppedAtMs - startMs).toBeLessThan(60_000);
});

test('a notice reaches the topic', async () => {
  await platform.clients.sns.send(new CreateTopicCommand({ Name: 'daxpilot-notices' }));

  await platform.ports.notifier.announce({
    kind: 'applied',
    target: 'products',
    subject: 'products: 3 → 5 nodes',
    text: 'CPU was at 85 %',
  });

  expect(platform.local.messages.list('daxpilot-notices')).toMatchObject([
    {
      subject: 'products: 3 -> 5 nodes',
      message: 'CPU was at 85 %',
      attributes: { kind: { value: 'applied' }, target: { value: 'products' } },
    },
  ]);
});

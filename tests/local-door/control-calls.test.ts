import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { startTestDoor, type TestDoor } from '../../local/kernel/testing';
import { type Heard, someFunctions, someMachines, someMetrics } from './fixture';

describe('control calls', () => {
  const heard: Heard = new Map();
  let door: TestDoor;

  beforeAll(async () => {
    door = await startTestDoor([someMetrics(heard), someMachines(heard), someFunctions(heard)]);
  });

  beforeEach(async () => {
    await door.control('DELETE', 'faults');
    heard.clear();
  });

  afterAll(() => door.stop());

  const metrics = (maxAttempts = 1) => new CloudWatchClient({ ...door.clientConfig, maxAttempts });
  const aPut = () => new PutMetricDataCommand({ Namespace: 'Test', MetricData: [] });

  describe('clock', () => {
    test('it tells, advances with everything that is due, changes speed and resumes', async () => {
      const seen: number[] = [];
      const timer = door.clock.every(60_000, (dueMs) => void seen.push(dueMs));

      expect(await door.control('GET', 'clock')).toEqual({
        status: 200,
        body: { now: '2026-01-01T00:00:00.000Z', speed: 1, paused: true },
      });
      expect((await door.control('POST', 'clock', { advanceMs: 120_000 })).body).toMatchObject({
        now: '2026-01-01T00:02:00.000Z',
      });
      expect(seen).toHaveLength(2);
      expect((await door.control('POST', 'clock', { speed: 60 })).body).toMatchObject({ speed: 60, paused: true });
      expect((await door.control('POST', 'clock', { now: '2026-01-01T00:05:00Z' })).body).toMatchObject({
        now: '2026-01-01T00:05:00.000Z',
      });
      expect((await door.control('POST', 'clock', { paused: false })).body).toMatchObject({ paused: false });
      expect((await door.control('POST', 'clock', { paused: true, speed: 1 })).body).toMatchObject({ paused: true });
      timer.cancel();
    });

    test.each([
      ['advanceMs', { advanceMs: -1 }, -1, 'must be a number from 0 to'],
      ['speed', { speed: 0 }, 0, 'must be a number from 0.001 to 100000'],
      ['paused', { paused: 'yes' }, 'yes', 'must be true or false'],
      ['now', { now: '2020-01-01T00:00:00Z' }, '2020-01-01T00:00:00Z', 'must be a time'],
      ['body.spede', { spede: 2 }, 2, 'is not known; known are now, speed, paused, advanceMs'],
      ['body', [], [], 'must be an object'],
    ])('a wrong %s is refused with value and rule', async (field, body, value, rule) => {
      const answer = await door.control('POST', 'clock', body);

      expect(answer).toMatchObject({
        status: 400,
        body: { problems: [{ field, value, rule: expect.stringContaining(rule) }] },
      });
    });
  });

  describe('faults', () => {
    test('an error before the effect strikes as often as it was asked for', async () => {
      await door.control('POST', 'faults', [
        { service: 'monitoring', operation: 'PutMetricData', error: 'ThrottlingException', count: 2 },
      ]);

      await expect(metrics().send(aPut())).rejects.toMatchObject({ name: expect.stringMatching(/^Throttling/) });
      expect(heard.has('PutMetricData')).toBe(false);
      await expect(metrics().send(aPut())).rejects.toThrow();
      await expect(metrics().send(aPut())).resolves.toBeDefined();
      expect((await door.control('GET', 'faults')).body).toMatchObject([
        { fired: 2, left: 0, name: 'ThrottlingException' },
      ]);
    });

    test('a fault lets as many calls pass as it was told to skip', async () => {
      await door.control('POST', 'faults', [
        { service: 'monitoring', operation: 'PutMetricData', error: 'InternalFailure', skip: 2 },
        { service: 'monitoring', operation: 'PutMetricData', error: 'InternalFailure', skip: -1 },
      ]);
      expect((await door.control('GET', 'faults')).body).toEqual([]);
      await door.control('POST', 'faults', [
        { service: 'monitoring', operation: 'PutMetricData', error: 'InternalFailure', skip: 2 },
      ]);

      await expect(metrics().send(aPut())).resolves.toBeDefined();
      await expect(metrics().send(aPut())).resolves.toBeDefined();
      await expect(metrics().send(aPut())).rejects.toThrow();
      await expect(metrics().send(aPut())).resolves.toBeDefined();
      expect((await door.control('GET', 'faults')).body).toMatchObject([{ skip: 2, fired: 1, left: 0 }]);
    });

    test('an SDK client that may try again comes through a fault that strikes once', async () => {
      await door.control('POST', 'faults', [
        {
          service: '*',
          operation: '*',
          error: { name: 'InternalServiceFault', statusCode: 500, message: 'for a test' },
        },
      ]);

      await expect(metrics(3).send(aPut())).resolves.toMatchObject({ $metadata: { attempts: 2 } });
    });

    test('a response lost after the effect: the operation ran, the caller sees a broken connection', async () => {
      await door.control('POST', 'faults', [
        { service: 'states', operation: 'StartExecution', error: { name: 'Lost', when: 'after' } },
      ]);
      const client = new SFNClient(door.clientConfig);

      await expect(client.send(new StartExecutionCommand({ stateMachineArn: 'a' }))).rejects.toThrow('socket hang up');
      expect(heard.has('StartExecution')).toBe(true);
    });

    test('a time-out hangs and then drops the connection, without effect', async () => {
      await door.control('POST', 'faults', [{ service: 'lambda', operation: 'Invoke', kind: 'timeout', ms: 50 }]);
      const client = new LambdaClient(door.clientConfig);
      const startedMs = performance.now();

      await expect(client.send(new InvokeCommand({ FunctionName: 'a' }))).rejects.toThrow('socket hang up');
      expect(performance.now() - startedMs).toBeGreaterThanOrEqual(45);
      expect(heard.has('Invoke')).toBe(false);
    });

    test('a bare 5xx is not an AWS error', async () => {
      await door.control('POST', 'faults', [
        { service: 'monitoring', operation: '*', kind: 'http5xx', statusCode: 502, count: 1 },
      ]);

      await expect(metrics().send(aPut())).rejects.toMatchObject({ $metadata: { httpStatusCode: 502 } });
    });

    test('equal seeds strike the same calls', async () => {
      const run = async () => {
        await door.control('DELETE', 'faults');
        await door.control('POST', 'faults', [
          { service: 'monitoring', operation: 'DescribeAlarms', error: 'InternalFailure', probability: 0.5, seed: 7 },
        ]);
        const outcomes: boolean[] = [];
        for (let call = 0; call < 20; call += 1) {
          outcomes.push(
            await metrics()
              .send(new DescribeAlarmsCommand({}))
              .then(
                () => true,
                () => false,
              ),
          );
        }
        return outcomes;
      };
      const first = await run();

      expect(await run()).toEqual(first);
      expect(new Set(first).size).toBe(2);
    });

    test('calls from one service to another are struck too', async () => {
      await door.control('POST', 'faults', [
        { service: 'states', operation: 'StartExecution', error: 'ThrottlingException' },
      ]);

      await expect(
        door.platform.call('states', 'StartExecution', {}, { kind: 'service', arn: 'events.amazonaws.com' }),
      ).rejects.toMatchObject({ name: 'ThrottlingException' });
    });

    test('every mistake of a body is told at once', async () => {
      const answer = await door.control('POST', 'faults', [
        { service: 'kinesis', operation: 'PutRecord', error: 'X' },
        { service: 'monitoring', operation: 'Guess', error: 'X', count: 0 },
        { service: 'monitoring', operation: '*', error: { name: 'a b' }, probability: 2 },
        { service: 'monitoring', operation: '*' },
        { service: 'monitoring', operation: '*', kind: 'explode' },
        { service: 'monitoring', operation: '*', kind: 'timeout' },
        { service: 'monitoring', operation: '*', kind: 'http5xx', statusCode: 404, times: 3 },
        { service: 'monitoring', operation: '*', kind: 'stuck' },
        5,
      ]);

      const { problems } = answer.body as { problems: { field: string }[] };
      expect(answer.status).toBe(400);
      expect(problems.map(({ field }) => field)).toEqual([
        '[0].service',
        '[1].operation',
        '[1].count',
        '[2].probability',
        '[2].error.name',
        '[3].error',
        '[4].kind',
        '[5].ms',
        '[6].times',
        '[6].statusCode',
        '[7].service',
        '[8]',
      ]);
      expect((await door.control('GET', 'faults')).body).toEqual([]);
    });
  });

  describe('the others', () => {
    test('health', async () => {
      expect(await door.control('GET', 'health')).toEqual({ status: 200, body: { ready: true } });
    });

    test('what roles used is recorded, once each, by role, action and resource', async () => {
      const role = 'arn:aws:iam::123456789012:role/decide';
      const credentials = door.platform.credentials.issue(role, 'one');
      const client = new LambdaClient({ ...door.clientConfig, credentials });
      await client.send(new InvokeCommand({ FunctionName: 'observe', Qualifier: '3' }));
      await client.send(new InvokeCommand({ FunctionName: 'observe', Qualifier: '3' }));
      await new CloudWatchClient({ ...door.clientConfig, credentials }).send(aPut());
      await metrics().send(aPut());

      expect((await door.control('GET', 'iam')).body).toEqual([
        { role, action: 'cloudwatch:PutMetricData', resource: '*' },
        { role, action: 'lambda:InvokeFunction', resource: 'arn:aws:lambda:us-east-1:123456789012:function:observe:3' },
      ]);
    });

    test.each([
      ['GET', 'guess', 404, 'There is no control call "guess"; there are: health, iam, iam-denied, clock, faults'],
      ['DELETE', 'clock', 405, '/_daxpilot/clock takes GET, POST, got DELETE'],
    ])('%s %s is refused', async (method, name, status, message) => {
      expect(await door.control(method, name)).toEqual({ status, body: { message } });
    });

    test('a body that is no JSON is refused', async () => {
      const response = await fetch(`${door.endpoint}/_daxpilot/clock`, { method: 'POST', body: '{' });

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ problems: [{ field: 'body', value: '{' }] });
    });

    test('a web page from elsewhere is refused', async () => {
      const response = await fetch(`${door.endpoint}/_daxpilot/clock`, { headers: { origin: 'https://example.org' } });

      expect(response.status).toBe(403);
    });
  });
});

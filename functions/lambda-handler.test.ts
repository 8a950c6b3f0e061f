import { FlowError, PortError } from '../shared/flow';
import { AFlow } from '../shared/flow/a-flow';
import { admit } from '../shared/flow/admit';
import { lambdaHandler } from './lambda-handler';
import type { StepEvent } from './step-event';
import { taskError } from './told-handler';

test('an error that may pass has the name that the machine retries', () => {
  expect(taskError(new PortError('aws.throttled', 'slow down', true, 'no'))).toMatchObject({
    name: 'Daxpilot.Transient',
    message: 'aws.throttled: slow down',
  });
});

test.each([new PortError('aws.denied', 'no', false, 'no'), new FlowError('flow.payload', 'no')])(
  'an error that will not pass has another name',
  (error) => {
    expect(taskError(error)).toMatchObject({ name: 'Daxpilot.Final', message: `${error.code}: no`, cause: error });
  },
);

test('a mistake in the code keeps its own name', () => {
  const error = new TypeError('x is not a function');

  expect(taskError(error)).toBe(error);
});

test('a payload of another version is refused before anything is called', async () => {
  const handler = lambdaHandler(
    'admit',
    { admit },
    () => new AFlow(),
    () => {},
  );

  await expect(handler({ schemaVersion: 2, step: 'admit' }, { awsRequestId: '1' })).rejects.toMatchObject({
    name: 'Daxpilot.Final',
    message: expect.stringContaining('flow.schema-version'),
  });
});

test('a task is answered with a result of the version', async () => {
  const handler = lambdaHandler(
    'admit',
    { admit },
    () => new AFlow(),
    () => {},
  );
  const payload = {
    schemaVersion: 1,
    step: 'admit',
    execution: 'arn:me',
    now: '2026-11-24T12:00:00.000Z',
    input: { target: 'products' },
    resume: null,
  };

  expect(await handler(payload, { awsRequestId: '1' })).toMatchObject({ schemaVersion: 1, kind: 'admitted', seen: 1 });
});

test('each call leaves one event with a stable name, and nothing of the payload but whose it was', async () => {
  const events: StepEvent[] = [];
  const flow = new AFlow();
  const handler = lambdaHandler(
    'admit',
    { admit },
    () => flow,
    (event) => events.push(event),
  );
  const payload = {
    schemaVersion: 1,
    step: 'admit',
    execution: 'arn:me',
    now: '2026-11-24T12:00:00.000Z',
    input: { target: 'products', reason: 'a secret' },
    resume: null,
  };

  await handler(payload, { awsRequestId: '1' });
  await expect(handler({ ...payload, schemaVersion: 0 }, { awsRequestId: '2' })).rejects.toThrow();

  const whose = { function: 'admit', step: 'admit', execution: 'arn:me', decisionId: null };
  expect(events).toEqual([
    {
      event: 'step.done',
      ...whose,
      target: 'products',
      requestId: '1',
      durationMs: expect.any(Number),
      kind: 'admitted',
    },
    {
      event: 'step.failed',
      ...whose,
      target: 'products',
      requestId: '2',
      durationMs: expect.any(Number),
      code: 'flow.schema-version',
      retryable: false,
    },
  ]);
});

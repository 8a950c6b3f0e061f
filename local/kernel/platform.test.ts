import { rootOf } from './credentials';
import { createLog } from './log';
import { createPlatform } from './platform';
import type { BusEvent, LogLine } from './service';
import { ServiceError } from './service-error';
import { createVirtualClock } from './virtual-clock';

function aPlatform() {
  const clock = createVirtualClock({ startMs: Date.UTC(2026, 0, 1), paused: true });
  return createPlatform({ clock, log: createLog(() => clock.now()) });
}

describe('platform', () => {
  test('a service calls another by name, as the given principal, through every gate in order', async () => {
    const platform = aPlatform();
    const trail: string[] = [];
    platform.register({
      name: 'fixture',
      operations: {
        Greet: ({ name }: { name: string }, call) => {
          trail.push(call.caller.arn);
          return { text: `hello ${name}` };
        },
      },
    });
    for (const gate of ['outer', 'inner']) {
      platform.addGate(async ({ operation }, next) => {
        trail.push(`${gate} ${operation}`);
        return next();
      });
    }

    const output = await platform.call('fixture', 'Greet', { name: 'Ada' }, rootOf('123456789012'));

    expect(output).toEqual({ text: 'hello Ada' });
    expect(trail).toEqual(['outer Greet', 'inner Greet', 'arn:aws:iam::123456789012:root']);
  });

  test.each([
    ['nowhere', 'Greet', 'has no service "nowhere"'],
    ['fixture', 'toString', 'does not have the operation toString of "fixture"'],
  ])('service %s, operation %s is refused by name', async (service, operation, message) => {
    const platform = aPlatform();
    platform.register({ name: 'fixture', operations: {} });

    const refused = platform.call(service, operation, {}, rootOf(platform.account));

    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toBeInstanceOf(ServiceError);
  });

  test('an emitted event reaches every listener complete, also after one of them failed', () => {
    const platform = aPlatform();
    const lines: LogLine[] = [];
    const events: BusEvent[] = [];
    platform.log.onLine((line) => lines.push(line));
    platform.onEvent(() => {
      throw new Error('broken listener');
    });
    platform.onEvent((event) => events.push(event));

    platform.emit({ source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', detail: { a: 1 } });

    expect(events).toMatchObject([
      { version: '0', account: '123456789012', region: 'us-east-1', time: '2026-01-01T00:00:00Z', resources: [] },
    ]);
    expect(lines.map((line) => line.event)).toEqual(['platform.event-listener-failed']);
  });

  test('a session of a role carries its credentials, its session principal and its role', () => {
    const platform = aPlatform();

    const issued = platform.issueCredentials?.('arn:aws:iam::123456789012:role/app/decide', 'run-1');

    expect(issued?.principal).toEqual({
      kind: 'assumed-role',
      arn: 'arn:aws:sts::123456789012:assumed-role/decide/run-1',
      roleArn: 'arn:aws:iam::123456789012:role/app/decide',
    });
    expect(platform.credentials.find(issued?.accessKeyId ?? '')?.secretAccessKey).toBe(issued?.secretAccessKey);
  });

  test('stop reaches every service although one fails', async () => {
    const platform = aPlatform();
    const stopped: string[] = [];
    platform.register({ name: 'first', operations: {}, stop: () => void stopped.push('first') });
    platform.register({ name: 'second', operations: {}, stop: () => Promise.reject(new Error('stuck')) });

    await platform.stop();

    expect(stopped).toEqual(['first']);
  });
});

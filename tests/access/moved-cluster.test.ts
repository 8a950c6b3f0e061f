import { defaultBreaker } from '../../shared/dax-access/calls/breaker';
import { ClusterClient } from '../../shared/dax-access/transport/cluster-client';
import type { Transport } from '../../shared/dax-access/transport/transport';
import { VirtualTime } from './simulation/virtual-time';

const transport = { region: 'us-east-1', credentials: async () => ({}) } as never;

test('who only waits for a cluster asks anew where it is, once its first address has led nowhere for some seconds', async () => {
  const clock = new VirtualTime();
  const asked: string[] = [];
  let address = 'nowhere';
  const client = new ClusterClient(
    {
      name: 'new',
      endpoints: async () => {
        asked.push(address);
        return [address];
      },
      transport: Object.assign({ connectTimeoutMs: 500 }, transport),
      breaker: defaultBreaker,
      replaceAfterFailures: 5,
      usualMs: 1_000,
    },
    async ({ endpoints: [where] }) =>
      ({
        call: () => new Promise(() => {}),
        routes: () => (where === 'here' ? 'some' : 'none'),
        close: () => {},
      }) as Transport,
    clock,
    Math.random,
  );
  const ready = async (): Promise<boolean> => {
    const attempt = client.ready(1_000);
    await clock.until(attempt);
    return attempt.then(
      () => true,
      () => false,
    );
  };

  expect(await ready()).toBe(false);
  address = 'here';
  const looks = [];
  for (let look = 0; look < 10; look += 1) looks.push(await ready());

  expect(looks.at(-1)).toBe(true);
  expect(asked).toEqual(['nowhere', 'here']);
});

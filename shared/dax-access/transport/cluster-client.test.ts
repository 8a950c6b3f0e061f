import { defaultBreaker } from '../calls/breaker';
import { wallClock } from '../calls/clock';
import { ClusterClient, type ReplacedWhy } from './cluster-client';
import type { Transport } from './transport';

const credentials = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' });
const read = { TableName: 'items', Key: { id: { S: 'a' } } };

/** Clients of a cluster: those that were there when it crashed hear nothing any more, later ones do. */
function aCluster() {
  let crashes = 0;
  const replaced: ReplacedWhy[] = [];
  let built = 0;
  const factory = async (): Promise<Transport> => {
    built += 1;
    const bornAfter = crashes;
    return {
      call: (async () => (bornAfter === crashes ? {} : new Promise(() => {}))) as Transport['call'],
      routes: () => 'some',
      close: () => {},
    };
  };
  const client = new ClusterClient(
    {
      name: 'products',
      endpoints: async () => ['dax://127.0.0.1:8111'],
      transport: {
        region: 'us-east-1',
        credentials,
        connectTimeoutMs: 20,
        requestTimeoutMs: 100,
        maxConnectionsPerNode: 100,
        skipHostnameVerification: false,
      },
      breaker: { ...defaultBreaker, openMs: 10 },
      usualMs: 20,
      replaceAfterFailures: 50,
      onReplaced: (why) => replaced.push(why),
    },
    factory,
    wallClock,
    () => 1,
  );
  const attempt = async () => {
    const admission = client.breaker.admit();
    if (admission === 'refused') return 'refused';
    const outcome = await client.call('getItem', read, 5).then(
      () => 'succeeded' as const,
      () => 'failed' as const,
    );
    client.breaker.settle(admission, outcome);
    return outcome;
  };
  return {
    client,
    attempt,
    replaced,
    built: () => built,
    crash: () => {
      crashes += 1;
    },
  };
}

test('a client that stays deaf after a crash is replaced when a trial on it fails, and the breaker closes', async () => {
  const { client, attempt, replaced, built, crash } = aCluster();
  expect(await attempt()).toBe('succeeded');
  crash();
  for (let call = 0; call < 5; call += 1) expect(await attempt()).toBe('failed');
  expect(client.breaker.state.kind).toBe('open');

  for (let look = 0; look < 200 && client.breaker.state.kind !== 'closed'; look += 1) {
    await attempt();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }

  expect(client.breaker.state.kind).toBe('closed');
  expect(replaced).toEqual(['probes']);
  expect(built()).toBe(2);
  client.close();
});

import { Socket } from 'node:net';
import { aCluster, eventually, type Fixture } from './testing/fixture';
import { hex, preamble, RawClient, requestHead } from './testing/raw-client';

describe('hard use', () => {
  let fixture: Fixture;
  let port: number;

  beforeAll(async () => {
    fixture = await aCluster({ weight: () => 0.001 });
    await fixture.table('TTT');
    port = fixture.cluster.nodes[0]?.port as number;
  });
  afterAll(() => fixture.close());

  test('hits that are asked for together are answered in their order and with one write', async () => {
    const raw = await RawClient.open(port);
    await fixture.dynamodb.putItem({ TableName: 'TTT', Item: { pk: { S: 'here' } } });
    const ask = (key: string): Buffer => Buffer.concat([requestHead(263244906), hex(`43545454 ${key} bfff`)]);
    const [here, gone] = [ask('4468657265'), ask('44676f6e65')];
    const both = ['80bf004101ff', '80bfff'];
    raw.write(Buffer.concat([here, gone]));
    expect((await raw.bytes(9)).toString('hex')).toBe(both.join(''));
    const write = jest.spyOn(Socket.prototype, 'write');
    raw.write(Buffer.concat(Array.from({ length: 50 }, () => [here, gone]).flat()));
    expect((await raw.bytes(50 * 9)).toString('hex')).toBe(both.join('').repeat(50));
    const ofNode = write.mock.contexts.filter((socket) => (socket as Socket).localPort === port);
    write.mockRestore();
    expect(ofNode).toHaveLength(1);
    raw.destroy();
  });

  test('a thousand clients are served at the same time', async () => {
    const clients = await Promise.all(Array.from({ length: 1_000 }, () => RawClient.open(port)));
    const ask = hex('43545454 4161 bfff');
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(clients.map((client) => client.call('getItem', ask)));
      expect(answers.every((answer) => answer.kind === 'success')).toBe(true);
    }
    expect(fixture.cluster.stats().nodes[0]?.connections).toBe(1_000);
    for (const client of clients) client.destroy();
    await eventually(() => fixture.cluster.stats().nodes[0]?.connections === 0);
  });

  test('a client that never reads its answers stops being served, and others are not held up', async () => {
    await fixture.dax().putItem({ TableName: 'TTT', Item: { pk: { S: 'big' }, v: { S: 'x'.repeat(100_000) } } });
    const flood = await RawClient.open(port);
    flood.socket.pause();
    const request = Buffer.concat([requestHead(263244906), hex('43545454 43626967 bfff')]);
    const answered = (): number =>
      Math.round((fixture.cluster.stats().nodes[0]?.counts.GetItemRequestCount ?? 0) * 1000);
    const before = answered();
    flood.write(Buffer.concat(Array.from({ length: 5_000 }, () => request)));
    const other = await RawClient.open(port);
    for (let count = 0; count < 20; count += 1) {
      expect((await other.call('getItem', hex('43545454 4161 bfff'))).kind).toBe('success');
    }
    expect(answered() - before).toBeLessThan(1_000);
    flood.destroy();
    other.destroy();
  });

  test('half-sent requests cost what was sent, and their sudden end harms nobody', async () => {
    const connections = (): number => fixture.cluster.stats().nodes[0]?.connections ?? 0;
    const before = connections();
    const clients = await Promise.all(Array.from({ length: 100 }, () => RawClient.open(port)));
    const announced = Buffer.concat([requestHead(-2106490455), hex('43545454 4161 5a00100000'), Buffer.alloc(1_000)]);
    for (const client of clients) client.write(announced);
    const other = await RawClient.open(port);
    expect((await other.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
    for (const client of clients) client.socket.resetAndDestroy();
    await eventually(() => connections() <= before + 1);
    other.destroy();
  });

  test('a preamble that trickles in is waited for', async () => {
    const slow = await RawClient.open(port, 'nothing said');
    for (const byte of preamble(0)) {
      slow.write(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await slow.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
    slow.destroy();
  });
});

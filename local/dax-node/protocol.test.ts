import { CborWriter } from './codec/cbor-writer';
import { aCluster, exceptionOf, type Fixture } from './testing/fixture';
import { hex, RawClient } from './testing/raw-client';

const KEY = { pk: { S: 'a' } };

describe('the wire protocol, byte by byte', () => {
  let fixture: Fixture;
  let raw: RawClient;
  let port: number;

  beforeAll(async () => {
    fixture = await aCluster();
    await fixture.table('TTT');
    await fixture.table('TTR', 'SN');
    port = fixture.cluster.nodes[0]?.port as number;
  });
  beforeEach(async () => {
    raw = await RawClient.open(port);
  });
  afterEach(() => raw.destroy());
  afterAll(() => fixture.close());

  async function exchange(request: string, reply: string): Promise<void> {
    raw.write(hex(request));
    const expected = hex(reply);
    expect((await raw.bytes(expected.length)).toString('hex')).toBe(expected.toString('hex'));
  }

  test('key schemas, attribute lists, a write and reads have the bytes of the recorded traffic', async () => {
    await exchange('01 3a2c43e27e 43545454', '80 a1 62706b 6153');
    await exchange('01 3a2c43e27e 43545452', '80 a2 62706b 6153 62736b 614e');
    const id = await raw.call('defineAttributeListId', hex('82 616e 6173'));
    expect(id.kind).toBe('success');
    const idBytes = id.kind === 'success' ? id.payload.toString('hex') : '';
    await exchange(`01 1a27f9bd71 ${idBytes}`, '80 82 616e 6173');
    const item = `${idBytes}182a626869`;
    const header = (0x40 + item.length / 2).toString(16);
    await exchange(`01 3a7d8e7e56 43545454 4161 ${header} ${item} bfff`, '80 bfff');
    await exchange('01 1a0fb0cc6a 43545454 4161 bfff', `80 bf 00 ${header} ${item} ff`);
    await exchange('01 1a0fb0cc6a 43545454 417a bfff', '80 bfff');
    await exchange('01 3a495927bb 80', '80 01');
    await exchange('01 3a495927bb d90cf9 82 616e 6173', `80 ${idBytes}`);
  });

  test('a range key in its order-preserving form is stored and found', async () => {
    await exchange(
      '01 3a7d8e7e56 43545452 46 6170 3dddbfd0 4101 bf 07 02 04 4a 83 01 82 0c 82 12 62706b 80 ff',
      '80 bfff',
    );
    const { Item: item } = await fixture.dynamodb.getItem({
      TableName: 'TTR',
      Key: { pk: { S: 'p' }, sk: { N: '-12.5' } },
    });
    expect(item).toEqual({ pk: { S: 'p' }, sk: { N: '-12.5' } });
    await exchange('01 1a0fb0cc6a 43545452 46 6170 3dddbfd0 bfff', '80 bf 00 4101 ff');
  });

  test('requests may come one byte at a time, and several at once', async () => {
    for (const byte of hex('01 3a2c43e27e 43545454')) raw.write(Buffer.of(byte));
    expect((await raw.bytes(7)).toString('hex')).toBe('80a162706b6153');
    raw.write(hex('01 3a2c43e27e 43545454 01 3a495927bb 80 01 3a2c43e27e 43545452'));
    expect((await raw.bytes(7 + 2 + 12)).toString('hex')).toBe('80a162706b6153800180a262706b615362736b614e');
  });

  test('a client that asks for frames gets each answer in one, errors too', async () => {
    const framed = await RawClient.open(port, 1);
    framed.write(hex('01 3a2c43e27e 43545454'));
    expect((await framed.bytes(15)).toString('hex')).toBe('0000000f0100000080a162706b6153');
    framed.write(hex('01 1a27f9bd71 187b'));
    const header = await framed.bytes(8);
    const rest = await framed.bytes(header.readUInt32BE(0) - 8);
    expect(header[4]).toBe(1);
    expect(rest.subarray(0, 1).toString('hex')).toBe('85');
    framed.destroy();
  });

  test('session ids of every client are taken, and a connection that is only opened is left alone', async () => {
    for (const session of ['f6', '6131', '50 00000000000000000000000000000000', '40']) {
      const client = await RawClient.open(port, 'nothing said');
      client.write(hex(`67 4a37796e653547 00 ${session} a0 00 01 3a495927bb 80`));
      expect((await client.bytes(2)).toString('hex')).toBe('8001');
      client.destroy();
    }
    const idle = await RawClient.open(port);
    await raw.call('endpoints', Buffer.alloc(0));
    expect(idle.closed).toBe(false);
    idle.destroy();
  });

  test('discovery names one leader with exactly the fields that Python wants', async () => {
    const answer = await raw.call('endpoints', Buffer.alloc(0));
    const payload = answer.kind === 'success' ? answer.payload.toString('hex') : '';
    const portHex = new CborWriter(4).integer(port).view().toString('hex');
    expect(payload.startsWith('81a7000101')).toBe(true);
    expect(payload).toContain(`02447f000001${'03'}${portHex}040105`);
    expect(payload.endsWith('0601')).toBe(true);
  });

  const bad: readonly (readonly [string, string, readonly number[], 'open' | 'closed'])[] = [
    ['an unknown table', '01 1a0fb0cc6a 434e4f50 4161 bfff', [4, 23, 24], 'open'],
    ['a hash key of the wrong type', '01 1a0fb0cc6a 43545452 42 0101 bfff', [4, 37, 38, 39, 46], 'open'],
    ['a range key that is no number', '01 1a0fb0cc6a 43545452 43 616100 bfff', [4, 37, 38, 39, 46], 'open'],
    ['an unknown attribute list', '01 3a7d8e7e56 43545454 4161 431864f6 bfff', [4, 37, 38, 39, 47], 'open'],
    ['an item that ends too early', '01 3a7d8e7e56 43545454 4161 42 01ff bfff', [4, 37, 38, 39, 46], 'open'],
    [
      'an expression of an unknown version',
      '01 1a0fb0cc6a 43545454 4161 bf 00 43 820280 ff',
      [4, 37, 38, 39, 46],
      'open',
    ],
    ['a query without a key condition', '01 3a3781c2ae 43545454 f6 bfff', [4, 37, 38, 39, 46], 'open'],
    ['text where bytes belong', '01 1a0fb0cc6a 63545454 4161 bfff', [4, 37, 38, 39, 46], 'open'],
    [
      'a transaction over an engine that has none',
      '01 1a6f3d49db 8143545454 814161 81f6 bf0300ff',
      [4, 37, 38, 39, 0],
      'open',
    ],
    ['an unknown method', '01 187b', [4, 37, 38, 44], 'closed'],
    ['a method of table management', '01 3a12ae85cd', [4, 37, 38, 44], 'closed'],
    ['an unknown service', '02 1a1b2bcf02', [4, 37, 38, 44], 'closed'],
    ['reserved length information', '01 1a0fb0cc6a 5c', [4, 37, 38, 39, 46], 'closed'],
    ['a declared length of a terabyte', '01 1a0fb0cc6a 5b000000ffffffffff', [4, 37, 38, 39, 46], 'closed'],
    ['a declared count of 2^62', '01 3a495927bb 9b4000000000000000 6161', [4, 37, 38, 39, 46], 'closed'],
    ['nesting without end', `01 3a495927bb ${'81'.repeat(70)}`, [4, 37, 38, 39, 46], 'closed'],
  ];

  test.each(bad)(
    '%s is answered with the right error and the node lives on',
    async (_name, request, sequence, after) => {
      raw.write(hex(request));
      const pending = request.includes('9b40') ? undefined : raw.answer();
      if (pending === undefined) {
        raw.destroy();
      } else {
        expect(await pending).toMatchObject({ kind: 'error', sequence });
        if (after === 'closed') await raw.untilClosed();
        else expect((await raw.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
      }
      const other = await RawClient.open(port);
      expect((await other.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
      other.destroy();
    },
  );

  test.each([
    '474554202f20485454502f312e310d0a',
    '16030100c8010000c40303',
    '61',
    '67 4a37796e653548 00 40 a0 00',
    'ff',
  ])('a connection that begins with %s is closed or waits, and harms nobody', async (bytes) => {
    const stranger = await RawClient.open(port, 'nothing said');
    stranger.write(hex(bytes));
    expect((await raw.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
    stranger.destroy();
  });

  test('an item that is too large is refused as DynamoDB refuses it', async () => {
    const dax = fixture.dax();
    const large = dax.putItem({ TableName: 'TTT', Item: { ...KEY, v: { S: 'x'.repeat(450_000) } } });
    expect(await exceptionOf(large)).toBe('ValidationException');
  });

  test('transactions over an engine without them say so', async () => {
    const answer = await raw.call('transactGetItems', hex('8143545454 814161 81f6 bf0300ff'), 1);
    expect(answer).toMatchObject({ kind: 'error', code: 'UnknownOperationException', statusCode: 400 });
    expect(answer.kind === 'error' && answer.message).toContain('has no transactions');
  });
});

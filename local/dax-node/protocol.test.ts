import { createHash, createHmac } from 'node:crypto';
import { CborWriter } from './codec/cbor-writer';
import { aCluster, eventually, exceptionOf, type Fixture } from './testing/fixture';
import { hex, preamble, RawClient, requestHead } from './testing/raw-client';

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
    ['nesting without end', `01 3a495927bb ${'81'.repeat(40)}`, [4, 37, 38, 39, 46], 'closed'],
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

describe('signatures', () => {
  const credentials = new Map([['AKID', 'secret']]);
  let fixture: Fixture;
  let port: number;

  beforeAll(async () => {
    fixture = await aCluster({ credentials });
    port = fixture.cluster.nodes[0]?.port as number;
  });
  afterAll(() => fixture.close());

  interface Signing {
    readonly accessKeyId?: string;
    readonly secret?: string;
    readonly region?: string;
    readonly service?: string;
    readonly at?: Date;
    readonly tamper?: (toSign: string) => string;
  }

  /** As the clients sign; written apart from the server's own code. */
  function authorize({
    accessKeyId = 'AKID',
    secret = 'secret',
    region = 'us-east-1',
    service = 'dax',
    at = new Date(),
    tamper,
  }: Signing): Buffer {
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
    const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
    const date = `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
    const canonical = `POST\n/\n\nhost:dax.amazonaws.com\nx-amz-date:${date}\n\nhost;x-amz-date\n${sha('')}`;
    const honest = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha(canonical)}`;
    const toSign = tamper?.(honest) ?? honest;
    const key = mac(mac(mac(mac(`AWS4${secret}`, date.slice(0, 8)), region), service), 'aws4_request');
    const args = new CborWriter(512).text(accessKeyId).text(mac(key, toSign).toString('hex'));
    args.bytes(Buffer.from(toSign)).null().text('test');
    return Buffer.concat([requestHead(1489122155), args.view()]);
  }

  async function verdict(signing: Signing | undefined): Promise<unknown> {
    const raw = await RawClient.open(port);
    if (signing !== undefined) raw.write(authorize(signing));
    const answer = await raw.call('endpoints', Buffer.alloc(0));
    raw.destroy();
    return answer.kind === 'success' ? 'let in' : answer.sequence;
  }

  const HOUR_MS = 3_600_000;
  test.each([
    ['the right secret', {}, 'let in'],
    ['no signature at all', undefined, [4, 23, 31, 33]],
    ['the wrong secret', { secret: 'guess' }, [4, 23, 31, 34]],
    ['an unknown access key', { accessKeyId: 'NOBODY' }, [4, 23, 31, 32]],
    ['another region', { region: 'eu-west-1' }, [4, 23, 31, 34]],
    ['another service', { service: 's3' }, [4, 23, 31, 34]],
    ['an old date', { at: new Date(Date.now() - HOUR_MS) }, [4, 23, 31, 34]],
    ['a date to come', { at: new Date(Date.now() + HOUR_MS) }, [4, 23, 31, 34]],
    [
      'a canonical request that is not DAX',
      { tamper: (text: string) => text.replace(/.{64}$/, '0'.repeat(64)) },
      [4, 23, 31, 34],
    ],
    ['nonsense', { tamper: () => 'nonsense' }, [4, 23, 31, 34]],
  ] as const)('%s', async (_name, signing, expected) => {
    expect(await verdict(signing)).toEqual(expected);
  });

  test('a bad signature bars the connection until a good one comes', async () => {
    const raw = await RawClient.open(port);
    raw.write(authorize({ secret: 'guess' }));
    expect((await raw.call('endpoints', Buffer.alloc(0))).kind).toBe('error');
    expect((await raw.call('endpoints', Buffer.alloc(0))).kind).toBe('error');
    raw.write(authorize({}));
    expect((await raw.call('endpoints', Buffer.alloc(0))).kind).toBe('success');
    raw.destroy();
  });
});

describe('hard use', () => {
  let fixture: Fixture;
  let port: number;

  beforeAll(async () => {
    fixture = await aCluster({ weight: () => 0.001 });
    await fixture.table('TTT');
    port = fixture.cluster.nodes[0]?.port as number;
  });
  afterAll(() => fixture.close());

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

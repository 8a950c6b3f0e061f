import { createHash, createHmac } from 'node:crypto';
import { CborWriter } from './codec/cbor-writer';
import { aCluster, type Fixture } from './testing/fixture';
import { RawClient, requestHead } from './testing/raw-client';

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

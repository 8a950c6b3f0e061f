import { isIPv4, isIPv6 } from 'node:net';
import { CborWriter } from '../codec/cbor-writer';
import { OK } from '../protocol/reply';

export interface EndpointRecord {
  readonly number: number;
  readonly hostname: string;
  /** IPv4 or IPv6 literal. */
  readonly address: string;
  readonly port: number;
  readonly role: 'leader' | 'replica';
  readonly availabilityZone: string;
  readonly leaderSessionId: number;
}

/** The answer to discovery. Exactly these seven fields: Python fails on fewer and on more. */
export function encodeEndpoints(records: readonly EndpointRecord[]): string {
  const writer = new CborWriter(256).rawLatin1(OK).array(records.length);
  for (const record of records) {
    writer.map(7);
    writer.integer(0).integer(record.number);
    writer.integer(1).text(record.hostname);
    writer.integer(2).bytes(addressBytes(record.address));
    writer.integer(3).integer(record.port);
    writer.integer(4).integer(record.role === 'leader' ? 1 : 2);
    writer.integer(5).text(record.availabilityZone);
    writer.integer(6).integer(record.leaderSessionId);
  }
  return writer.latin1();
}

/** Four bytes, also for an IPv4 address in IPv6 form: Python drops nodes whose family is not the one it dialled. */
export function addressBytes(address: string): Buffer {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const plain = mapped?.[1] ?? address;
  if (isIPv4(plain)) return Buffer.from(plain.split('.').map(Number));
  if (!isIPv6(plain)) throw new RangeError(`advertise.address '${address}' is not an IPv4 or IPv6 address`);
  return ipv6Bytes(plain);
}

function ipv6Bytes(address: string): Buffer {
  const [zoneless = ''] = address.split('%');
  const [head = '', tail] = zoneless.split('::');
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: Math.max(8 - before.length - after.length, 0) }, () => 0);
  const all = tail === undefined ? before : [...before, ...zeros, ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedHotKeys } from './hot-keys';

/** A key attribute as DynamoDB writes it. */
export type KeyValue = { readonly S: string } | { readonly N: string } | { readonly B: Uint8Array };

export interface RawHotKey {
  readonly table: string;
  readonly key: Readonly<Record<string, KeyValue>>;
  readonly reads: number;
}

/** 32 bytes for AES-256; with an envelope, as a key service gives it (KMS GenerateDataKey). */
export interface DataKey {
  readonly plaintext: Uint8Array;
  readonly wrapped?: Uint8Array;
}

/** Gets the 32 bytes back: of a key shared beforehand, or by the key service from what it once wrapped (KMS Decrypt). */
export type KeyOpener = (wrapped: Uint8Array | undefined) => Promise<Uint8Array>;

type Head = Pick<SealedHotKeys, 'target' | 'processId' | 'atMs' | 'windowMs' | 'reads'>;

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A quarter of what an item may hold; the least read keys are left out beyond it. */
const MOST_BYTES = 100_000;

export function sealHotKeys(head: Head, keys: readonly RawHotKey[], { plaintext, wrapped }: DataKey): SealedHotKeys {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, plaintext, nonce).setAAD(boundTo(head));
  const ciphertext = Buffer.concat([cipher.update(written(keys)), cipher.final(), cipher.getAuthTag()]);
  return { ...head, kind: 'sealed', nonce, ciphertext, ...(wrapped === undefined ? {} : { wrappedKey: wrapped }) };
}

/** Throws when the key is another, or anything of the item was changed. */
export async function unsealHotKeys(sealed: SealedHotKeys, open: KeyOpener): Promise<readonly RawHotKey[]> {
  const { nonce, ciphertext, wrappedKey } = sealed;
  const decipher = createDecipheriv(ALGORITHM, await open(wrappedKey), nonce).setAAD(boundTo(sealed));
  const end = ciphertext.length - TAG_BYTES;
  decipher.setAuthTag(ciphertext.subarray(end));
  const text = Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]).toString();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line, bytesBack) as RawHotKey]));
}

/** The keys of all processes together, most read first. */
export function keysToWarm(reports: readonly (readonly RawHotKey[])[], limit: number): readonly RawHotKey[] {
  const together = new Map<string, RawHotKey>();
  for (const { table, key, reads } of reports.flat()) {
    const name = JSON.stringify([table, Object.entries(key).sort(byName)], bytesAway);
    together.set(name, { table, key, reads: reads + (together.get(name)?.reads ?? 0) });
  }
  return [...together.values()].sort((left, right) => right.reads - left.reads).slice(0, limit);
}

/** So that it cannot be passed off as another process', another target's or a newer one. */
function boundTo({ target, processId, atMs, windowMs, reads }: Head): Buffer {
  return Buffer.from(JSON.stringify([target, processId, atMs, windowMs, reads]));
}

function written(keys: readonly RawHotKey[]): Buffer {
  const lines: string[] = [];
  let bytes = 0;
  for (const key of [...keys].sort((left, right) => right.reads - left.reads)) {
    const line = `${JSON.stringify(key, bytesAway)}\n`;
    bytes += Buffer.byteLength(line);
    if (bytes > MOST_BYTES) break;
    lines.push(line);
  }
  return Buffer.from(lines.join(''));
}

function bytesAway(this: unknown, name: string, value: unknown): unknown {
  const { [name]: source } = this as Readonly<Record<string, unknown>>;
  return name === 'B' && source instanceof Uint8Array ? Buffer.from(source).toString('base64') : value;
}

/** An attribute may be called B too; its value is a map then, and not a text. */
function bytesBack(name: string, value: unknown): unknown {
  return name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

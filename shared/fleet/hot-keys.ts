/** What one process says of the items that it reads most. Reads are estimates from a sample. Times are epoch ms of its own clock. */
interface HotKeysHead {
  readonly target: string;
  readonly processId: string;
  readonly atMs: number;
  /** How long it has counted for this. */
  readonly windowMs: number;
  /** All single-item reads in that time, batches by their keys. */
  readonly reads: number;
}

export interface HashedKey {
  /** Of table and key, with the target's salt: the same item has the same hash in every process, and cannot be read back. */
  readonly hash: string;
  readonly reads: number;
}

/** Says how many items carry how much of the load; of no use for warming. */
export interface HashedHotKeys extends HotKeysHead {
  readonly kind: 'hashed';
  readonly keys: readonly HashedKey[];
}

/** The keys themselves, for warming, encrypted with AES-256-GCM (`unsealHotKeys`). */
export interface SealedHotKeys extends HotKeysHead {
  readonly kind: 'sealed';
  readonly nonce: Uint8Array;
  /** With the tag at its end. */
  readonly ciphertext: Uint8Array;
  /** The data key as the key service encrypted it; absent: the key is shared beforehand. */
  readonly wrappedKey?: Uint8Array;
}

export type HotKeys = HashedHotKeys | SealedHotKeys;

export const HOT_KEYS_LIVE_MS: Readonly<Record<HotKeys['kind'], number>> = { hashed: 86_400_000, sealed: 3_600_000 };

export type HotKeysItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** Hashes and their reads stand in two lists, which is half as many bytes as a list of maps. */
export function hotKeysItem(key: { readonly pk: string; readonly sk: string }, hotKeys: HotKeys): HotKeysItem {
  const expiresAt = Math.ceil((hotKeys.atMs + HOT_KEYS_LIVE_MS[hotKeys.kind]) / 1_000);
  if (hotKeys.kind === 'sealed') return { ...key, ...hotKeys, expiresAt };
  const { keys, ...head } = hotKeys;
  return {
    ...key,
    ...head,
    hashes: keys.map(({ hash }) => hash),
    hashReads: keys.map(({ reads }) => reads),
    expiresAt,
  };
}

/** Undefined: no such item, or one past its time, which the table may keep for days longer. */
export function readHotKeys(item: Readonly<Record<string, unknown>>, nowMs: number): HotKeys | undefined {
  const { target, processId, atMs, windowMs, reads, kind } = item;
  if (typeof target !== 'string' || typeof processId !== 'string') return undefined;
  if (typeof atMs !== 'number' || typeof windowMs !== 'number' || typeof reads !== 'number') return undefined;
  if (kind !== 'hashed' && kind !== 'sealed') return undefined;
  if (atMs + HOT_KEYS_LIVE_MS[kind] <= nowMs) return undefined;
  const head = { target, processId, atMs, windowMs, reads };
  return kind === 'hashed' ? hashedOf(head, item) : sealedOf(head, item);
}

function hashedOf(
  head: HotKeysHead,
  { hashes, hashReads }: Readonly<Record<string, unknown>>,
): HashedHotKeys | undefined {
  if (!Array.isArray(hashes) || !Array.isArray(hashReads) || hashes.length !== hashReads.length) return undefined;
  const keys = hashes.map((hash, at) => ({ hash: String(hash), reads: Number(hashReads[at]) }));
  return { ...head, kind: 'hashed', keys };
}

function sealedOf(
  head: HotKeysHead,
  { nonce, ciphertext, wrappedKey }: Readonly<Record<string, unknown>>,
): SealedHotKeys | undefined {
  if (!(nonce instanceof Uint8Array) || !(ciphertext instanceof Uint8Array)) return undefined;
  return {
    ...head,
    kind: 'sealed',
    nonce,
    ciphertext,
    ...(wrappedKey instanceof Uint8Array ? { wrappedKey } : {}),
  };
}

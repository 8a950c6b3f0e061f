import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AttributeLists } from '../codec/stream-item';

/** The empty list is 1 by convention and never asked for. */
const EMPTY_LIST_ID = 1;
const FIRST_ID = 0x100;
const ID_SPAN = 0x7fff_ffff - FIRST_ID;
/** DAX itself never forgets a list and dies of too many; here a client is told before that. */
export const MAX_LISTS = 200_000;
const BYTES_PER_NAME = 2;
const BYTES_PER_LIST = 64;

export class TooManyAttributeLists extends Error {
  constructor() {
    super(`more than ${MAX_LISTS} different sets of attribute names; use maps for names that vary without bound`);
    this.name = 'TooManyAttributeLists';
  }
}

/** `~/.local/state/daxpilot/attribute-lists.jsonl`, or the XDG state folder. */
export function defaultListsFile(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'daxpilot', 'attribute-lists.jsonl');
}

/**
 * Gives out ids that outlive the process. An id is a hash of its names, so every node, cluster and restart comes to the same one, and the file
 * (one JSON line per list, only ever appended to) turns an id back into names for a client that learned it from an earlier process.
 */
export class AttributeListStore implements AttributeLists {
  private readonly byId = new Map<number, readonly string[]>([[EMPTY_LIST_ID, []]]);
  private readonly byNames = new Map<string, number>([['', EMPTY_LIST_ID]]);
  private metadataBytes = 0;
  private descriptor: number | undefined;
  private readUpTo = 0;
  private rest = '';

  /** Without a file the ids live as long as the process. */
  constructor(readonly file?: string) {
    if (file === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    this.descriptor = openSync(file, 'a+');
    this.catchUp();
  }

  /** Bytes that the lists take for ever (modelled: two per character of a name, 64 per list). */
  get bytes(): number {
    return this.metadataBytes;
  }

  get size(): number {
    return this.byId.size;
  }

  idOf(names: readonly string[]): number {
    const joined = joinedNames(names);
    const known = this.byNames.get(joined);
    if (known !== undefined) return known;
    this.catchUp();
    const meanwhile = this.byNames.get(joined);
    if (meanwhile !== undefined) return meanwhile;
    if (this.byId.size >= MAX_LISTS) throw new TooManyAttributeLists();
    const id = this.freeId(joined);
    this.remember(id, names, joined);
    if (this.descriptor !== undefined) writeSync(this.descriptor, `${JSON.stringify([id, names])}\n`);
    return id;
  }

  namesOf(id: number): readonly string[] | undefined {
    const known = this.byId.get(id);
    if (known !== undefined || this.descriptor === undefined) return known;
    this.catchUp();
    return this.byId.get(id);
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private freeId(joined: string): number {
    for (let attempt = 0; ; attempt += 1) {
      const digest = createHash('sha256').update(`${attempt}:${joined}`).digest();
      const id = FIRST_ID + (digest.readUInt32BE(0) % ID_SPAN);
      if (!this.byId.has(id)) return id;
    }
  }

  private remember(id: number, names: readonly string[], joined: string): void {
    this.byId.set(id, names);
    this.byNames.set(joined, id);
    this.metadataBytes += BYTES_PER_LIST + joined.length * BYTES_PER_NAME;
  }

  /** Takes in what other processes have appended since the last look. */
  private catchUp(): void {
    if (this.descriptor === undefined) return;
    const size = fstatSync(this.descriptor).size;
    if (size <= this.readUpTo) return;
    const bytes = Buffer.alloc(size - this.readUpTo);
    const read = readSync(this.descriptor, bytes, 0, bytes.length, this.readUpTo);
    this.readUpTo += read;
    const lines = (this.rest + bytes.toString('latin1', 0, read)).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.takeLine(Buffer.from(line, 'latin1').toString('utf8'));
  }

  private takeLine(line: string): void {
    const entry = parsedEntry(line);
    if (entry === undefined || this.byId.has(entry.id)) return;
    this.remember(entry.id, entry.names, joinedNames(entry.names));
  }
}

/** Lengths in front of the names, so that no two lists look the same. */
function joinedNames(names: readonly string[]): string {
  let joined = '';
  for (const name of names) joined += `${name.length}:${name}`;
  return joined;
}

/** A line that was cut off by a crash is passed over. */
function parsedEntry(line: string): { readonly id: number; readonly names: readonly string[] } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value) || !Number.isSafeInteger(value[0]) || !Array.isArray(value[1])) return undefined;
    return { id: value[0], names: value[1].map(String) };
  } catch {
    return undefined;
  }
}

import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { pause } from '../calls/backoff';
import type { Clock } from '../calls/clock';
import type { DaxDocument } from '../document/dax-document';
import { AmbiguousWriteError } from '../errors/access-error';

type Item = Record<string, unknown>;

export interface VersionedOptions {
  readonly TableName: string;
  /** Names of the key attributes. */
  readonly key: readonly string[];
  /** Default `version`. */
  readonly attribute?: string;
}

export interface VersionedParts {
  readonly document: DaxDocument;
  readonly clock: Clock;
  readonly random: () => number;
  readonly deadlineMs: number;
  readonly repeatAmbiguous: boolean;
}

const REPEATS = 3;
const CONFLICTS = 10;

/**
 * Optimistic writes: each is conditional on the version that was read and writes the next one, so that a write which lands late or
 * twice has no effect. That is why these may be repeated when nothing is known of the first attempt (`repeatAmbiguous`), as long as no
 * item is deleted and brought back to the same version within the half minute in which a lost copy may still land.
 */
export class Versioned {
  private readonly attribute: string;

  constructor(
    private readonly parts: VersionedParts,
    private readonly options: VersionedOptions,
  ) {
    this.attribute = options.attribute ?? 'version';
  }

  /** Strongly consistent, so that the version is the newest. */
  async get(key: Item): Promise<Item | undefined> {
    const { TableName } = this.options;
    return (await this.parts.document.get({ TableName, Key: key, ConsistentRead: true })).Item;
  }

  /** Writes the item if its version is still the one it carries (none: if there is no such item). Resolves with the item as written. */
  async put(item: Item): Promise<Item> {
    const expected = item[this.attribute] as number | undefined;
    const next = { ...item, [this.attribute]: (expected ?? 0) + 1 };
    await this.carefully(
      () => this.parts.document.put({ TableName: this.options.TableName, Item: next, ...this.condition(expected) }),
      expected === undefined ? 'never' : 'may-repeat',
      async () => {
        const now = await this.get(this.keyOf(item));
        if (isDeepStrictEqual(now, next)) return 'mine';
        return now !== undefined && now[this.attribute] === next[this.attribute] ? 'others' : 'unknown';
      },
    );
    return next;
  }

  /** Deletes the item if its version is still this one. */
  async delete(key: Item, expected: number): Promise<void> {
    await this.carefully(
      () => this.parts.document.delete({ TableName: this.options.TableName, Key: key, ...this.condition(expected) }),
      'may-repeat',
      async () => ((await this.get(key)) === undefined ? 'mine' : 'unknown'),
    );
  }

  /** Reads, changes and writes until no one else came in between. `change` may be called several times and must not do anything else. */
  async modify(key: Item, change: (item: Item | undefined) => Item): Promise<Item> {
    const { clock, random, deadlineMs } = this.parts;
    for (let conflict = 0; ; conflict += 1) {
      const before = await this.get(key);
      const version = before?.[this.attribute];
      try {
        return await this.put({ ...change(before), ...key, [this.attribute]: version });
      } catch (error) {
        const again = error instanceof ConditionalCheckFailedException && conflict < CONFLICTS;
        if (!again || !(await pause(conflict, clock.now() + deadlineMs, clock, random))) throw error;
      }
    }
  }

  private async carefully(
    write: () => Promise<unknown>,
    /** A creation is not repeated: its first copy may land after the second was applied and the item deleted again. */
    repeat: 'may-repeat' | 'never',
    whose: () => Promise<'mine' | 'others' | 'unknown'>,
  ): Promise<void> {
    let ambiguous: AmbiguousWriteError | undefined;
    for (let attempt = 0; ; attempt += 1) {
      try {
        await write();
        return;
      } catch (error) {
        if (
          error instanceof AmbiguousWriteError &&
          this.parts.repeatAmbiguous &&
          repeat === 'may-repeat' &&
          attempt < REPEATS
        ) {
          ambiguous = error;
          continue;
        }
        if (ambiguous === undefined) throw error;
        // The condition may have failed because an attempt of ours had landed; any other error says nothing about that attempt.
        const owner =
          error instanceof ConditionalCheckFailedException ? await whose().catch(() => 'unknown') : 'unknown';
        if (owner === 'mine') return;
        throw owner === 'others' ? error : ambiguous;
      }
    }
  }

  private condition(expected: number | undefined): Item {
    const ExpressionAttributeNames = { '#version': this.attribute };
    return expected === undefined
      ? { ConditionExpression: 'attribute_not_exists(#version)', ExpressionAttributeNames }
      : {
          ConditionExpression: '#version = :expected',
          ExpressionAttributeNames,
          ExpressionAttributeValues: { ':expected': expected },
        };
  }

  private keyOf(item: Item): Item {
    return Object.fromEntries(this.options.key.map((name) => [name, item[name]]));
  }
}

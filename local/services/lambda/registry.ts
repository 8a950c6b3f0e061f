import { randomUUID } from 'node:crypto';
import type { FunctionSettings } from './configuration';
import { lambdaError, notFound } from './errors';
import type { FunctionPackage } from './function-package';
import { type FunctionReference, functionArn, type Home, LATEST } from './names';

/** `$LATEST` or a published version: settings and code at one point. */
export interface FunctionVersion {
  readonly version: string;
  readonly settings: FunctionSettings;
  readonly code: FunctionPackage;
  readonly revisionId: string;
  readonly lastModifiedMs: number;
}

export interface Alias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly revisionId: string;
}

export interface PolicyStatement {
  readonly sid: string;
  readonly qualifier: string | undefined;
  readonly statement: Readonly<Record<string, unknown>>;
}

export interface FunctionRecord {
  readonly name: string;
  readonly latest: FunctionVersion;
  /** Published versions, oldest first. */
  readonly versions: readonly FunctionVersion[];
  readonly lastVersion: number;
  readonly aliases: readonly Alias[];
  readonly statements: readonly PolicyStatement[];
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
}

/** A version found by a reference, with the ARN that the caller used for it. */
export interface Resolved {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  readonly arn: string;
}

/** The functions of the account. */
export class FunctionRegistry {
  readonly #functions = new Map<string, FunctionRecord>();

  constructor(readonly home: Home) {}

  all(): readonly FunctionRecord[] {
    return [...this.#functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): FunctionRecord | undefined {
    return this.#functions.get(name);
  }

  get(reference: FunctionReference): FunctionRecord {
    const record = this.#functions.get(reference.name);
    if (record === undefined) {
      throw notFound(functionArn(this.home, reference));
    }
    return record;
  }

  put(record: FunctionRecord): void {
    this.#functions.set(record.name, record);
  }

  remove(name: string): void {
    this.#functions.delete(name);
  }

  resolve(reference: FunctionReference): Resolved {
    const record = this.get(reference);
    const { qualifier = LATEST } = reference;
    const alias = record.aliases.find(({ name }) => name === qualifier);
    const wanted = alias?.version ?? qualifier;
    const version = [record.latest, ...record.versions].find((candidate) => candidate.version === wanted);
    if (version === undefined) {
      throw notFound(functionArn(this.home, reference));
    }
    return { record, version, arn: functionArn(this.home, reference) };
  }

  /** `record` with a new revision of `$LATEST`. */
  withLatest(record: FunctionRecord, change: Partial<FunctionVersion>, nowMs: number): FunctionRecord {
    return {
      ...record,
      latest: { ...record.latest, ...change, revisionId: randomUUID(), lastModifiedMs: nowMs },
    };
  }

  /** Publishes `$LATEST`; if nothing changed since the last version, that one stands. */
  publish(
    record: FunctionRecord,
    nowMs: number,
    description?: string,
  ): { record: FunctionRecord; version: FunctionVersion } {
    const before = record.versions.at(-1);
    if (
      before !== undefined &&
      before.code.sha256 === record.latest.code.sha256 &&
      sameSettings(before, record.latest)
    ) {
      return { record, version: before };
    }
    const { settings } = record.latest;
    const version: FunctionVersion = {
      ...record.latest,
      version: String(record.lastVersion + 1),
      settings: description === undefined ? settings : { ...settings, description },
      revisionId: randomUUID(),
      lastModifiedMs: nowMs,
    };
    return {
      record: { ...record, versions: [...record.versions, version], lastVersion: record.lastVersion + 1 },
      version,
    };
  }
}

export function checkRevision(expected: unknown, actual: string): void {
  if (expected !== undefined && expected !== actual) {
    throw lambdaError(
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      412,
    );
  }
}

function sameSettings(a: FunctionVersion, b: FunctionVersion): boolean {
  const comparable = ({ settings }: FunctionVersion): string => JSON.stringify({ ...settings, description: '' });
  return comparable(a) === comparable(b);
}

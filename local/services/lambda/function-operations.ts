import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import type { Operation } from '../../kernel/service';
import { type SettingsInput, settingsOf } from './configuration';
import { invalidParameter, lambdaError, notHere } from './errors';
import { type FunctionPackage, readPackage } from './function-package';
import { functionArn, LATEST, referenceOf } from './names';
import { checkRevision, type FunctionRecord, type FunctionRegistry } from './registry';
import { configurationOf, pageOf } from './shapes';

interface CodeInput {
  readonly ZipFile?: Uint8Array;
  readonly [member: string]: unknown;
}

interface CreateFunctionInput extends SettingsInput {
  readonly FunctionName?: string;
  readonly Code?: CodeInput;
  readonly PackageType?: string;
  readonly Publish?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
}

interface ByName {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly RevisionId?: string;
}

/** Making, changing, reading and deleting functions. `onChange` is told of a function whose warm instances are out of date. */
export function functionOperations(
  registry: FunctionRegistry,
  clock: Clock,
  onChange: (name: string) => void,
): Record<string, Operation> {
  const { home } = registry;
  const nowMs = (): number => clock.now();
  const unqualified = (input: ByName): FunctionRecord => {
    const reference = referenceOf(input.FunctionName, undefined, home);
    if (reference.qualifier !== undefined && reference.qualifier !== LATEST) {
      throw invalidParameter(
        'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
      );
    }
    return registry.get({ name: reference.name });
  };

  return {
    CreateFunction(input: CreateFunctionInput) {
      const { name, qualifier } = referenceOf(input.FunctionName, undefined, home);
      if (qualifier !== undefined) {
        throw invalidParameter(`FunctionName must have no qualifier, got "${input.FunctionName}".`);
      }
      if ((input.PackageType ?? 'Zip') !== 'Zip') {
        throw notHere(`PackageType ${input.PackageType}`);
      }
      const settings = settingsOf(input);
      if (registry.find(name) !== undefined) {
        throw lambdaError('ResourceConflictException', `Function already exist: ${name}`, 409);
      }
      const created: FunctionRecord = {
        name,
        latest: {
          version: LATEST,
          settings,
          code: packageOf(input.Code),
          revisionId: randomUUID(),
          lastModifiedMs: nowMs(),
        },
        versions: [],
        lastVersion: 0,
        aliases: [],
        statements: [],
        tags: input.Tags ?? {},
        reservedConcurrency: undefined,
      };
      return save(created, input.Publish === true);
    },
    UpdateFunctionCode(input: CodeInput & ByName & { readonly Publish?: boolean; readonly DryRun?: boolean }) {
      const record = unqualified(input);
      checkRevision(input.RevisionId, record.latest.revisionId);
      const changed = registry.withLatest(record, { code: packageOf(input) }, nowMs());
      return input.DryRun === true
        ? configurationOf(home, changed, changed.latest)
        : save(changed, input.Publish === true);
    },
    UpdateFunctionConfiguration(input: SettingsInput & ByName) {
      const record = unqualified(input);
      checkRevision(input.RevisionId, record.latest.revisionId);
      return save(registry.withLatest(record, { settings: settingsOf(input, record.latest.settings) }, nowMs()), false);
    },
    GetFunction(input: ByName) {
      const { record, version, arn } = registry.resolve(referenceOf(input.FunctionName, input.Qualifier, home));
      return {
        Configuration: configurationOf(home, record, version, arn),
        Code: {
          RepositoryType: 'S3',
          Location: `file:///lambda/${record.name}/${encodeURIComponent(version.code.sha256)}.zip`,
        },
        ...(Object.keys(record.tags).length === 0 ? {} : { Tags: record.tags }),
        ...(record.reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
      };
    },
    GetFunctionConfiguration(input: ByName) {
      const { record, version, arn } = registry.resolve(referenceOf(input.FunctionName, input.Qualifier, home));
      return configurationOf(home, record, version, arn);
    },
    ListFunctions(input: { readonly FunctionVersion?: string; readonly Marker?: string; readonly MaxItems?: number }) {
      const all = registry
        .all()
        .flatMap((record) =>
          (input.FunctionVersion === 'ALL' ? [record.latest, ...record.versions] : [record.latest]).map((version) =>
            configurationOf(
              home,
              record,
              version,
              qualifiedIf(input.FunctionVersion === 'ALL', record.name, version.version),
            ),
          ),
        );
      const page = pageOf(all, input.Marker, input.MaxItems);
      return { Functions: page.items, ...(page.next === undefined ? {} : { NextMarker: page.next }) };
    },
    DeleteFunction(input: ByName) {
      const reference = referenceOf(input.FunctionName, input.Qualifier, home);
      if (reference.qualifier === undefined) {
        registry.get(reference);
        registry.remove(reference.name);
      } else {
        deleteVersion(reference.name, reference.qualifier);
      }
      onChange(reference.name);
      return { StatusCode: 204 };
    },
    PutFunctionConcurrency(input: ByName & { readonly ReservedConcurrentExecutions?: number }) {
      const record = unqualified(input);
      const reserved = input.ReservedConcurrentExecutions;
      if (reserved === undefined || !Number.isInteger(reserved) || reserved < 0) {
        throw invalidParameter(`ReservedConcurrentExecutions must be a whole number of at least 0, got ${reserved}.`);
      }
      registry.put({ ...record, reservedConcurrency: reserved });
      return { ReservedConcurrentExecutions: reserved };
    },
    GetFunctionConcurrency(input: ByName) {
      const { reservedConcurrency } = unqualified(input);
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },
    DeleteFunctionConcurrency(input: ByName) {
      registry.put({ ...unqualified(input), reservedConcurrency: undefined });
      return {};
    },
  };

  function save(record: FunctionRecord, publish: boolean): Record<string, unknown> {
    const result = publish ? registry.publish(record, nowMs()) : { record, version: record.latest };
    registry.put(result.record);
    onChange(record.name);
    const arn = functionArn(home, { name: record.name });
    return configurationOf(home, result.record, result.version, publish ? arn : undefined);
  }

  function deleteVersion(name: string, qualifier: string): void {
    const record = registry.get({ name, qualifier });
    if (qualifier === LATEST) {
      throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
    }
    const aliases = record.aliases.filter(({ version }) => version === qualifier);
    if (aliases.length > 0) {
      throw lambdaError(
        'ResourceConflictException',
        `Version ${qualifier} is used by the aliases [${aliases.map((alias) => alias.name).join(', ')}]; point them elsewhere first.`,
        409,
      );
    }
    registry.put({ ...record, versions: record.versions.filter(({ version }) => version !== qualifier) });
  }

  function qualifiedIf(all: boolean, name: string, qualifier: string): string | undefined {
    return all ? functionArn(home, { name, qualifier }) : undefined;
  }
}

function packageOf(code: CodeInput | undefined): FunctionPackage {
  for (const member of ['S3Bucket', 'S3Key', 'ImageUri', 'SourceKMSKeyArn']) {
    if (code?.[member] !== undefined) {
      throw notHere(`code from ${member}; pass the package as ZipFile`);
    }
  }
  if (code?.ZipFile === undefined) {
    throw invalidParameter('Please provide a source for function code.');
  }
  return readPackage(code.ZipFile);
}

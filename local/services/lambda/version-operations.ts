import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock';
import type { Operation } from '../../kernel/service';
import { brokenConstraint, invalidParameter, lambdaError, notHere } from './errors';
import { functionArn, LATEST, referenceOf } from './names';
import { type Alias, checkRevision, type FunctionRecord, type FunctionRegistry } from './registry';
import { aliasOf, configurationOf, pageOf } from './shapes';

interface VersionInput {
  readonly FunctionName?: string;
  readonly CodeSha256?: string;
  readonly Description?: string;
  readonly RevisionId?: string;
  readonly Marker?: string;
  readonly MaxItems?: number;
}

interface AliasInput extends VersionInput {
  readonly Name?: string;
  readonly FunctionVersion?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> };
}

const ALIAS_NAME = /^(?!\d+$)[0-9a-zA-Z-_]+$/;

/** Published versions and the aliases that point to them. */
export function versionOperations(registry: FunctionRegistry, clock: Clock): Record<string, Operation> {
  const { home } = registry;
  const recordOf = (input: VersionInput): FunctionRecord =>
    registry.get(referenceOf(input.FunctionName, undefined, home));

  return {
    PublishVersion(input: VersionInput) {
      const record = recordOf(input);
      checkRevision(input.RevisionId, record.latest.revisionId);
      const { sha256 } = record.latest.code;
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== '' && input.CodeSha256 !== sha256) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). Please try again with the CodeSHA256 in $LATEST.`,
        );
      }
      const published = registry.publish(record, clock.now(), input.Description);
      registry.put(published.record);
      return configurationOf(home, published.record, published.version);
    },
    ListVersionsByFunction(input: VersionInput) {
      const record = recordOf(input);
      const all = [record.latest, ...record.versions].map((version) =>
        configurationOf(home, record, version, functionArn(home, { name: record.name, qualifier: version.version })),
      );
      const page = pageOf(all, input.Marker, input.MaxItems);
      return { Versions: page.items, ...(page.next === undefined ? {} : { NextMarker: page.next }) };
    },
    CreateAlias(input: AliasInput) {
      const record = recordOf(input);
      const name = input.Name ?? '';
      if (!ALIAS_NAME.test(name) || name.length > 128) {
        throw brokenConstraint(
          'name',
          name,
          'Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)',
        );
      }
      if (record.aliases.some((alias) => alias.name === name)) {
        throw lambdaError(
          'ResourceConflictException',
          `Alias already exists: ${functionArn(home, { name: record.name, qualifier: name })}`,
          409,
        );
      }
      const alias = pointed(record, { name, version: '', description: '', revisionId: '' }, input);
      registry.put({ ...record, aliases: [...record.aliases, alias] });
      return aliasOf(home, record, alias);
    },
    UpdateAlias(input: AliasInput) {
      const { record, alias } = aliasFound(input);
      checkRevision(input.RevisionId, alias.revisionId);
      const changed = pointed(record, alias, input);
      registry.put({ ...record, aliases: record.aliases.map((one) => (one.name === alias.name ? changed : one)) });
      return aliasOf(home, record, changed);
    },
    GetAlias(input: AliasInput) {
      const { record, alias } = aliasFound(input);
      return aliasOf(home, record, alias);
    },
    ListAliases(input: AliasInput) {
      const record = recordOf(input);
      const wanted = record.aliases.filter(({ version }) => (input.FunctionVersion ?? version) === version);
      const page = pageOf(wanted, input.Marker, input.MaxItems);
      return {
        Aliases: page.items.map((alias) => aliasOf(home, record, alias)),
        ...(page.next === undefined ? {} : { NextMarker: page.next }),
      };
    },
    DeleteAlias(input: AliasInput) {
      const record = recordOf(input);
      registry.put({ ...record, aliases: record.aliases.filter(({ name }) => name !== input.Name) });
      return {};
    },
  };

  function pointed(record: FunctionRecord, alias: Alias, input: AliasInput): Alias {
    if (Object.keys(input.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0) {
      throw notHere('RoutingConfig of aliases');
    }
    const version = input.FunctionVersion ?? alias.version;
    if (version !== LATEST && !record.versions.some((candidate) => candidate.version === version)) {
      throw lambdaError(
        'ResourceNotFoundException',
        `Function not found: ${functionArn(home, { name: record.name, qualifier: version })}`,
        404,
      );
    }
    return { ...alias, version, description: input.Description ?? alias.description, revisionId: randomUUID() };
  }

  function aliasFound(input: AliasInput): { readonly record: FunctionRecord; readonly alias: Alias } {
    const reference = referenceOf(input.FunctionName, undefined, home);
    const record = registry.find(reference.name);
    const alias = record?.aliases.find(({ name }) => name === input.Name);
    if (record === undefined || alias === undefined) {
      const arn = functionArn(home, { name: reference.name, qualifier: input.Name ?? '' });
      throw lambdaError('ResourceNotFoundException', `Cannot find alias arn: ${arn}`, 404);
    }
    return { record, alias };
  }
}

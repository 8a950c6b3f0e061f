import { functionArn, type Home, LATEST } from './names';
import type { Alias, FunctionRecord, FunctionVersion } from './registry';

/** A version as `FunctionConfiguration`, in the order that AWS shows. */
export function configurationOf(
  home: Home,
  record: FunctionRecord,
  version: FunctionVersion,
  arn?: string,
): Record<string, unknown> {
  const { settings, code } = version;
  const own =
    version.version === LATEST
      ? functionArn(home, { name: record.name })
      : functionArn(home, { name: record.name, qualifier: version.version });
  return {
    FunctionName: record.name,
    FunctionArn: arn ?? own,
    Runtime: settings.runtime,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: code.zippedBytes,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: new Date(version.lastModifiedMs).toISOString().replace('Z', '+0000'),
    CodeSha256: code.sha256,
    Version: version.version,
    ...(settings.variables === undefined ? {} : { Environment: { Variables: settings.variables } }),
    TracingConfig: { Mode: settings.tracing },
    RevisionId: version.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: settings.architectures,
    EphemeralStorage: { Size: settings.ephemeralStorageMb },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${record.name}` },
    ...settings.shown,
  };
}

export function aliasOf(home: Home, record: FunctionRecord, alias: Alias): Record<string, unknown> {
  return {
    AliasArn: functionArn(home, { name: record.name, qualifier: alias.name }),
    Name: alias.name,
    FunctionVersion: alias.version,
    Description: alias.description,
    RevisionId: alias.revisionId,
  };
}

/** One page of `items` behind a marker that holds the next index. */
export function pageOf<Item>(
  items: readonly Item[],
  marker: unknown,
  maxItems: number | undefined,
): { readonly items: readonly Item[]; readonly next: string | undefined } {
  const start = typeof marker === 'string' && /^\d+$/.test(marker) ? Number(marker) : 0;
  const end = start + Math.min(Math.max(maxItems ?? 50, 1), 50);
  return { items: items.slice(start, end), next: end < items.length ? String(end) : undefined };
}

import type { Counts } from './counters';
import type { DaxNode } from './node';

export interface NodeStats {
  readonly id: string;
  readonly port: number;
  readonly role: 'leader' | 'replica';
  readonly counts: Counts;
  readonly connections: number;
  readonly entries: number;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly evictions: number;
  readonly evictedBytes: number;
}
export interface ClusterStats {
  readonly nodeType: string;
  readonly recordTtlMs: number;
  readonly queryTtlMs: number;
  readonly attributeLists: number;
  readonly nodes: readonly NodeStats[];
}

export function nodeStats(node: DaxNode, role: NodeStats['role'], limitBytes: number): NodeStats {
  return {
    id: node.id,
    port: node.port,
    role,
    counts: node.counters.snapshot(),
    connections: node.connectionCount,
    entries: node.cache.size,
    bytes: node.cache.bytes,
    limitBytes,
    evictions: node.cache.evictedCount,
    evictedBytes: node.cache.evictedBytes,
  };
}

const COLUMNS = [
  'node',
  'role',
  'clients',
  'requests',
  'item hits/misses',
  'query hits/misses',
  'scan hits/misses',
  'errors',
  'entries',
  'memory',
  'evicted',
];

/** A table for people: one line per node. */
export function formatStats(stats: ClusterStats): string {
  const rows = stats.nodes.map((node) => [
    `${node.id}:${node.port}`,
    node.role,
    String(node.connections),
    String(node.counts.TotalRequestCount),
    share(node.counts.ItemCacheHits, node.counts.ItemCacheMisses),
    share(node.counts.QueryCacheHits, node.counts.QueryCacheMisses),
    share(node.counts.ScanCacheHits, node.counts.ScanCacheMisses),
    String(node.counts.FailedRequestCount),
    String(node.entries),
    `${size(node.bytes)} of ${size(node.limitBytes)}`,
    `${node.evictions} (${size(node.evictedBytes)})`,
  ]);
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(COLUMNS), ...rows.map(line)].join('\n');
}

function share(hits: number, misses: number): string {
  const all = hits + misses;
  return all === 0 ? '0/0' : `${hits}/${misses} (${((hits / all) * 100).toFixed(1)} %)`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

import { isMap } from './merge-defaults';
import type { PlacedProblem } from './schema-problems';
import type { Path } from './yaml-source';

const ledgerTable = 'daxpilot-ledger';

/** Rules between targets, and of a target as a whole. Works on the raw input, so that it also judges what else is wrong. */
export function targetProblems(targets: unknown): readonly PlacedProblem[] {
  if (!isMap(targets)) return [];
  if (Object.keys(targets).length === 0) {
    return [{ path: ['targets'], value: targets, rule: 'must name at least one target', at: 'value' }];
  }
  const problems: PlacedProblem[] = [];
  const claimed = new Map<string, string>();
  for (const [name, target] of Object.entries(targets)) {
    if (!isMap(target)) continue;
    const claims = claimsOf(name, target);
    if (target.cluster === undefined && isEmpty(target.tables)) {
      const rule = 'has neither a cluster nor tables: there is nothing to look after';
      problems.push({ path: ['targets', name], value: undefined, rule, at: 'key' });
    }
    problems.push(...claims.flatMap(ownTable));
    for (const { path, what, resource } of claims) {
      const id = `${what} ${resource}`;
      const holder = claimed.get(id);
      if (holder === undefined) claimed.set(id, name);
      else {
        const rule =
          holder === name
            ? `${id} is listed twice`
            : `${id} belongs to target ${holder} already: two owners would undo each other`;
        problems.push({ path, value: resource, rule, at: 'value' });
      }
    }
  }
  return problems;
}

/** Whose rights reach it could redirect all data, or give itself a lock. */
function ownTable({ path, what, resource }: Claim): readonly PlacedProblem[] {
  if (what !== 'table' || resource !== ledgerTable) return [];
  const rule = 'holds the state of daxpilot itself: roles that are made for a table of a target would be widened to it';
  return [{ path, value: resource, rule, hint: 'name the tables of the application alone', at: 'value' }];
}

interface Claim {
  readonly path: Path;
  readonly what: 'cluster' | 'table';
  readonly resource: string;
}

function claimsOf(name: string, target: Readonly<Record<string, unknown>>): readonly Claim[] {
  const claims: Claim[] = [];
  if (typeof target.cluster === 'string') {
    claims.push({ path: ['targets', name, 'cluster'], what: 'cluster', resource: target.cluster.toLowerCase() });
  }
  const tables: readonly unknown[] = Array.isArray(target.tables) ? target.tables : [];
  for (const [index, table] of tables.entries()) {
    if (typeof table === 'string') {
      claims.push({ path: ['targets', name, 'tables', index], what: 'table', resource: table });
    }
  }
  return claims;
}

function isEmpty(tables: unknown): boolean {
  return tables === undefined || (Array.isArray(tables) && tables.length === 0);
}

import type { AService } from '../end-to-end/service-at-work';
import type { Document } from './segment-rules';

export interface Trace {
  readonly id: string;
  readonly segments: readonly Document[];
  readonly leftOut: number;
}

/** The traces in which an execution has a segment, once everything in them has ended: datagrams arrive when they arrive. */
export async function tracesOf(service: AService, execution: string): Promise<readonly Trace[]> {
  for (let tries = 0; ; tries++) {
    const traces = (await service.control(`traces?execution=${encodeURIComponent(execution)}`)) as readonly Trace[];
    const all = traces.flatMap(({ segments }) => segments);
    const ids = new Set(all.map(({ id }) => id));
    const isWhole = all.every(
      ({ parent_id, in_progress }) => in_progress !== true && (parent_id === undefined || ids.has(parent_id)),
    );
    if (isWhole || tries > 500) return traces;
  }
}

/** A document with what hangs under it, in order of start. */
export interface Branch {
  readonly document: Document;
  readonly children: readonly Branch[];
}

/** Throws unless exactly one document has no parent and all others hang under it. */
export function treeOf({ segments }: Trace): Branch {
  const roots = segments.filter(({ parent_id }) => parent_id === undefined);
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw new Error(`the trace has ${roots.length} roots`);
  const tree = branchOf(root, segments);
  const hanging = flat(tree).length;
  if (hanging !== segments.length) throw new Error(`${segments.length - hanging} documents hang under nothing`);
  return tree;
}

const branchOf = (document: Document, all: readonly Document[]): Branch => ({
  document,
  children: all
    .filter(({ parent_id }) => parent_id === document.id)
    .toSorted((a, b) => Number(a.start_time) - Number(b.start_time))
    .map((child) => branchOf(child, all)),
});

export const flat = (branch: Branch): readonly Branch[] => [branch, ...branch.children.flatMap(flat)];

/** `Observe > Lambda > daxpilot-observe (AWS::Lambda) > ...`: what a document is, from the root to it. */
export function pathsOf(branch: Branch, above: readonly string[] = []): readonly (readonly string[])[] {
  const own = [...above, labelOf(branch.document)];
  return [own, ...branch.children.flatMap((child) => pathsOf(child, own))];
}

export function labelOf({ name, origin, namespace, aws }: Document): string {
  const operation = namespace === 'aws' ? ` ${String((aws as Document).operation)}` : '';
  return `${String(name)}${origin === undefined ? '' : ` (${String(origin)})`}${operation}`;
}

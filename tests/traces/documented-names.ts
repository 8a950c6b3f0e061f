import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '../../docs/service.md'), 'utf8');
const traces = page.slice(page.indexOf('\n## Traces\n'), page.indexOf('\n## Versions\n'));
const namesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const rows = new Map(
  [...traces.matchAll(/^\| (step|call)\s*\|([^|]*)\|([^|]*)\|$/gm)].map(([, kind = '', names = '', members = '']) => [
    kind,
    { names: namesIn(names), members: namesIn(members).toSorted() },
  ]),
);

/** Members of the subsegments that handlers send, as docs/service.md lists them. */
export const documentedMembers = (kind: 'step' | 'call'): readonly string[] => rows.get(kind)?.members ?? [];

/** Names of the subsegments of calls. */
export const documentedServices = (): readonly string[] => rows.get('call')?.names ?? [];

/** What X-Ray asks of every subsegment; the page need not say it. */
export const required: ReadonlySet<string> = new Set([
  'type',
  'name',
  'id',
  'trace_id',
  'parent_id',
  'start_time',
  'end_time',
  'cause.exceptions.id',
]);

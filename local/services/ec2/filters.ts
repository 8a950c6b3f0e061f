import type { Filter } from '@aws-sdk/client-ec2';
import { notHere } from './refusals';

/** What a filter is compared with, by its name; one name may have several values. */
export type FilterFields = Readonly<Record<string, readonly string[]>>;

/** All filters must fit; of one filter's values one. `*` and `?` stand for any characters and one. */
export function fitsFilters(filters: readonly Filter[] | undefined, fields: FilterFields): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    if (!Object.hasOwn(fields, Name) && !Name.startsWith('tag:')) {
      throw notHere(`the filter "${Name}"; it has ${Object.keys(fields).join(', ')}`);
    }
    const actual = fields[Name] ?? [];
    return Values.some((wanted) => {
      const pattern = patternOf(wanted);
      return actual.some((value) => pattern.test(value));
    });
  });
}

function patternOf(wanted: string): RegExp {
  const escaped = wanted.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

export function tagFields(tags: ReadonlyMap<string, string>): FilterFields {
  return {
    'tag-key': [...tags.keys()],
    ...Object.fromEntries([...tags].map(([key, value]) => [`tag:${key}`, [value]])),
  };
}

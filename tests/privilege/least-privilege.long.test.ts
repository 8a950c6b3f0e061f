import type { Role } from '../../local/boot/role-store';
import { packagedCopy } from '../end-to-end/packaged-copy';
import type { UsedRight } from '../end-to-end/service-at-work';
import { applicationAtWork } from './application';
import { privilegeConfig } from './config';
import { compared, totalsOf } from './grants';
import { allPaths } from './paths';
import { recorded } from './run-paths';

const used: UsedRight[] = [];
const denied: UsedRight[] = [];
const roles = new Map<string, Role>();

beforeAll(() => packagedCopy(privilegeConfig), 240_000);

const record = async (run: () => ReturnType<typeof recorded>): Promise<void> => {
  const one = await run();
  used.push(...one.used);
  denied.push(...one.denied);
  for (const role of one.roles) roles.set(role.arn, role);
};

test('the application tier works through its cluster and around it', () => record(applicationAtWork), 240_000);

test.each(allPaths.map((path) => [path.name, path] as const))('%s', (_, path) => record(() => recorded(path)), 240_000);

test('every role used all that it may do, and nobody was refused anything', () => {
  const all = compared([...roles.values()], used);
  const { granted, used: count } = totalsOf(all);

  expect(all.flatMap(({ unused }) => unused)).toEqual([]);
  expect(all.flatMap(({ uncovered }) => uncovered)).toEqual([]);
  expect(denied).toEqual([]);
  expect(granted).toBeGreaterThan(200);
  expect(count).toBe(granted);
});

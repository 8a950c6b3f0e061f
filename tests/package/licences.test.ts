import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

interface Locked {
  readonly license?: string;
  readonly link?: boolean;
}

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages whose lock entry does not say it in SPDX: what their own files say, read by hand. */
const saidElsewhere: Readonly<Record<string, string>> = {
  jmespath: 'Apache-2.0',
  querystring: 'MIT',
  'js-object-utilities': 'Unlicense',
};

/** Data and no code, used by a tool of the tests and never shipped: attribution is all that it asks. */
const data: Readonly<Record<string, string>> = { 'caniuse-lite': 'CC-BY-4.0' };

/** An SPDX expression of names, AND, OR and brackets: AND needs all of its parts, OR one of them. */
const isPermissive = (expression: string): boolean => {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const one = (): boolean => {
    const token = tokens[at++];
    if (token !== '(') return token !== undefined && permissive.has(token);
    const inside = either();
    at++;
    return inside;
  };
  const all = (): boolean => {
    let result = one();
    while (tokens[at] === 'AND') {
      at++;
      result = one() && result;
    }
    return result;
  };
  const either = (): boolean => {
    let result = all();
    while (tokens[at] === 'OR') {
      at++;
      result = all() || result;
    }
    return result;
  };
  return either() && at === tokens.length;
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const dependencies = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
  .map(([path, { license }]) => ({ name: nameOf(path), license }));

test.each([
  ['MIT', true],
  ['MIT OR GPL-3.0-only', true],
  ['MIT AND GPL-3.0-only', false],
  ['(MIT OR GPL-3.0-only) AND ISC', true],
  ['GPL-3.0-only AND ISC OR LGPL-2.1', false],
  ['SSPL-1.0', false],
  ['', false],
])('"%s" is permissive: %s', (expression, expected) => {
  expect(isPermissive(expression)).toBe(expected);
});

test('every dependency in the lock file, of whatever depth, has a permissive licence', () => {
  const refused = dependencies.filter(({ name, license }) => {
    if (license !== undefined && data[name] === license) return false;
    return !isPermissive(saidElsewhere[name] ?? license ?? '');
  });

  expect(dependencies.length).toBeGreaterThan(100);
  expect(refused).toEqual([]);
});

test('no exception is kept for a package that is gone', () => {
  const names = new Set(dependencies.map(({ name }) => name));

  expect([...Object.keys(saidElsewhere), ...Object.keys(data)].filter((name) => !names.has(name))).toEqual([]);
});

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

interface Component {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly purl: string;
  readonly scope?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Bom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly version: number;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
interface Locked {
  readonly version: string;
  readonly name?: string;
  readonly link?: boolean;
  readonly integrity?: string;
}

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: { readonly sbom: string };
};
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
let bom: Bom;
const nameOf = ({ group, name, version }: Component): string =>
  `${group === undefined ? '' : `${group}/`}${name}@${version}`;

beforeAll(() => {
  const [program = '', ...words] = scripts.sbom.split(' ');
  const options = { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 } as const;
  bom = JSON.parse(execFileSync(program, words, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })) as Bom;
}, 120_000);

/** CycloneDX 1.5: what its schema requires of the parts that are used here. */
test('the bill of materials is CycloneDX: heads, unique references, package URLs and whole hashes', () => {
  expect(bom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 });
  expect(bom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/);
  const wrong = bom.components.filter(
    ({ type, name, purl, hashes = [] }) =>
      !['library', 'application'].includes(type) ||
      name === '' ||
      !/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@[\w.+-]+$/.test(purl) ||
      hashes.some(({ alg, content }) => alg !== 'SHA-512' || !/^[0-9a-f]{128}$/.test(content)),
  );

  expect(wrong).toEqual([]);
  expect(new Set(bom.components.map((one) => one['bom-ref'])).size).toBe(bom.components.length);
});

test('every dependency leads to a component, and everything is reached from the three packages', () => {
  const known = new Set([bom.metadata.component['bom-ref'], ...bom.components.map((one) => one['bom-ref'])]);
  const next = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const dangling = bom.dependencies
    .flatMap(({ ref, dependsOn }) => [ref, ...dependsOn])
    .filter((one) => !known.has(one));
  const reached = new Set<string>();
  const queue = [bom.metadata.component['bom-ref']];
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    queue.push(...(next.get(ref) ?? []));
  }

  expect(dangling).toEqual([]);
  expect([...known].filter((ref) => !reached.has(ref))).toEqual([]);
  expect([...reached].filter((ref) => /^(daxpilot|@daxpilot\/\w+)@/.test(ref)).sort()).toEqual([
    '@daxpilot/access@0.1.0',
    '@daxpilot/local@0.1.0',
    'daxpilot@0.1.0',
  ]);
});

test('it holds every package of the lock file with its version and its hash, and no other', () => {
  const listed = new Map(bom.components.map((one) => [nameOf(one), one.hashes?.[0]?.content]));
  const locked = Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path, one]) => ({
      // Under its own name where it is installed under another one and npm tells it by that.
      as: [path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), one.name ?? '']
        .filter((name) => name !== '')
        .map((name) => `${name}@${one.version}`),
      hash: one.integrity?.startsWith('sha512-')
        ? Buffer.from(one.integrity.slice('sha512-'.length), 'base64').toString('hex')
        : undefined,
    }));

  expect(locked.length).toBeGreaterThan(500);
  expect(locked.filter(({ as, hash }) => !as.some((name) => listed.has(name) && listed.get(name) === hash))).toEqual(
    [],
  );
  const names = new Set(locked.flatMap(({ as }) => as));
  // npm lists our own packages by the names of their folders.
  const ours = bom.components.filter(({ purl }) => purl.startsWith('pkg:npm/%40daxpilot/')).map(nameOf);
  expect([...listed.keys()].filter((one) => !names.has(one) && !ours.includes(one))).toEqual([]);
});

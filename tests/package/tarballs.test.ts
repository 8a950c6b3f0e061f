import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(__dirname, '..', '..');

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly files?: readonly string[];
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

/** Paths that npm would pack now. Built files are there only once they are built, so what is asserted about them is what may be there. */
const packed = (folder: string): readonly string[] => {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: join(root, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = JSON.parse(output) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return (pack?.files ?? []).map(({ path }) => path);
};

const packages = [
  {
    folder: '.',
    always: [
      'package.json',
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'bin/daxpilot.cjs',
      'dist/cli.cjs',
      'docs/runbook.md',
    ],
    may: /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|bin\/daxpilot\.cjs|dist\/cli\.cjs|docs\/.+\.(md|json|png)|cli\/console\/browser\/.+\.(mjs|css|html))$/,
  },
  {
    folder: 'local',
    always: ['package.json', 'README.md', 'LICENSE', 'dist/index.cjs', 'dist/handler-runtime.cjs'],
    may: /^(package\.json|README\.md|LICENSE|dist\/(index|handler-runtime)\.cjs|dist\/types\/.+\.d\.ts)$/,
  },
  {
    folder: 'shared/dax-access',
    always: ['package.json', 'README.md', 'LICENSE'],
    may: /^(package\.json|README\.md|LICENSE|dist\/index\.(cjs|mjs)|dist\/types\/.+\.d\.ts)$/,
  },
];

test.each(packages)('the tarball of $folder holds what its users need and nothing else', ({ folder, always, may }) => {
  const files = packed(folder);

  expect(files).toEqual(expect.arrayContaining(always));
  expect(files.filter((file) => !may.test(file))).toEqual([]);
});

test.each([
  // The platform is loaded on demand by the commands that need it, which say what to install.
  ['.', 'cli/main.ts', ['@daxpilot/local']],
  ['local', 'local/index.ts', []],
  ['shared/dax-access', 'shared/dax-access/index.ts', []],
])('everything that the bundle of %s loads is a dependency of its package', async (folder, entry, onDemand) => {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    packages: 'external',
    external: ['@daxpilot/local'],
    outdir: 'nowhere',
    logLevel: 'silent',
  });
  const loaded = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  const named = loaded
    .filter((path) => !isBuiltin(path))
    .map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  const { dependencies = {}, peerDependencies = {} } = manifestOf(folder);
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), ...onDemand]);

  expect(named.length).toBeGreaterThan(3);
  expect([...new Set(named)].filter((name) => !declared.has(name))).toEqual([]);
});

test('the three packages carry one version, which the changelog tells about', () => {
  const versions = new Set(packages.map(({ folder }) => manifestOf(folder).version));

  expect(versions.size).toBe(1);
  expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(`\n## ${[...versions][0]}\n`);
});

// Bundles the command line and the local platform. Packages stay outside the bundles; only our own files go in.
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const shape = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'cjs',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

await Promise.all([
  build({ ...shape, entryPoints: [join(root, 'local/index.ts')], outfile: join(root, 'local/dist/index.cjs') }),
  // The platform is a package of its own, loaded on demand: named here because tsconfig's paths would pull its source in.
  build({
    ...shape,
    entryPoints: [join(root, 'cli/main.ts')],
    outfile: join(root, 'dist/cli.cjs'),
    external: ['@daxpilot/local'],
  }),
  // The example application that scenarios put under load, as a process of its own.
  build({
    ...shape,
    entryPoints: [join(root, 'examples/products-service/src/main.ts')],
    outfile: join(root, 'dist/products-service.cjs'),
  }),
]);

// Files that are loaded by path at run time lie beside the bundle, as they lie beside their source.
const assets = ['local/services/lambda/handler-runtime.cjs'];
for (const asset of assets) {
  await mkdir(join(root, 'local/dist'), { recursive: true });
  await cp(join(root, asset), join(root, 'local/dist', asset.split('/').at(-1)));
}

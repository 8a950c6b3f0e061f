// Builds the package @daxpilot/access: CommonJS and ES modules, with declarations. Its peers stay outside.
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const room = join(root, 'shared/dax-access');
const dist = join(room, 'dist');
const shape = {
  entryPoints: [join(room, 'index.ts')],
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

await rm(dist, { recursive: true, force: true });
await Promise.all([
  build({ ...shape, format: 'cjs', outfile: join(dist, 'index.cjs') }),
  build({ ...shape, format: 'esm', outfile: join(dist, 'index.mjs') }),
]);
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(room, 'tsconfig.json')], {
  stdio: 'inherit',
});

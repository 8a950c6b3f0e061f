import { join } from 'node:path';
import { buildSync } from 'esbuild';

type Module = typeof import('../../shared/dax-access/index');

const ROOT = join(__dirname, '../..');

/** The module in one file, as it is published: where each file is a module of its own, every call between two of them goes through a getter. */
export function builtModule(): Module {
  const outfile = join(ROOT, 'node_modules/.cache/dax-access-bench/index.cjs');
  buildSync({
    entryPoints: [join(ROOT, 'shared/dax-access/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    format: 'cjs',
    logLevel: 'warning',
  });
  return require(outfile) as Module;
}

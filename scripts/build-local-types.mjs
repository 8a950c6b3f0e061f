// Declarations of @daxpilot/local: those that its index reaches, and no others. `node scripts/build.mjs` makes the code.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const types = join(root, 'local/dist/types');

rmSync(types, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'local/tsconfig.json')],
  {
    stdio: 'inherit',
  },
);

const reached = new Set();
const walk = (file) => {
  if (reached.has(file)) return;
  reached.add(file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)) {
    const base = join(dirname(file), path);
    const found = [`${base}.d.ts`, join(base, 'index.d.ts')].find((candidate) => existsSync(candidate));
    if (found === undefined) throw new Error(`${file} names ${path}, of which there is no declaration`);
    walk(found);
  }
};
walk(join(types, 'index.d.ts'));

for (const name of readdirSync(types, { recursive: true })) {
  const file = join(types, name);
  if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
}

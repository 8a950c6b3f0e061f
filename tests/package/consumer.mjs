// Packs `daxpilot` and `@daxpilot/local`, installs the tarballs into an empty project and uses them as a user would: the command, the
// platform from CommonJS and ES modules, the types. Needs the package registry; `npm run build:local` first.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const project = mkdtempSync(join(tmpdir(), 'daxpilot-consumer-'));
const run = (command, parameters) =>
  execFileSync(command, parameters, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const pack = (folder) => {
  const [{ filename, files }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: join(root, folder),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const file = join(project, filename);
  console.log(`packed ${filename}: ${files.length} files, ${Math.ceil(statSync(file).size / 1024)} KiB`);
  return file;
};
const holds = (what, is) => {
  if (!is) throw new Error(`not so: ${what}`);
  console.log(`ok: ${what}`);
};

try {
  const tarballs = [pack('.'), pack('local')];
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', ...tarballs, '@types/node@22']);

  const command = (...words) =>
    spawnSync(process.execPath, ['node_modules/daxpilot/bin/daxpilot.cjs', ...words], {
      cwd: project,
      encoding: 'utf8',
    });
  holds('the installed command prints its help', /validate/.test(command('--help').stdout));
  writeFileSync(join(project, 'daxpilot.yml'), 'targets:\n  products:\n    clustr: products\n');
  const wrong = command('validate');
  holds(
    'the installed command names a misspelt key and ends with 2',
    wrong.status === 2 && /clustr/.test(wrong.stderr + wrong.stdout),
  );

  const use = `(async () => {
  const local = await startLocal({ port: 0, daxPort: 0 });
  const answer = await fetch(local.ready.endpoint + '/_daxpilot/health');
  console.log(JSON.stringify(await answer.json()));
  await local.stop();
})();`;
  writeFileSync(join(project, 'use.cjs'), `const { startLocal } = require('@daxpilot/local');\n${use}\n`);
  writeFileSync(join(project, 'use.mjs'), `import { startLocal } from '@daxpilot/local';\n${use}\n`);
  for (const file of ['use.cjs', 'use.mjs'])
    holds(`${file} starts the platform`, /"ready":true/.test(run(process.execPath, [file])));

  writeFileSync(
    join(project, 'use.ts'),
    `import { type LocalPlatform, startLocal } from '@daxpilot/local';
export const start = (): Promise<LocalPlatform> => startLocal({ port: 0 });
// @ts-expect-error an option that is not there
startLocal({ prt: 0 });
`,
  );
  run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'commonjs'],
    ...['--moduleResolution', 'bundler', '--types', 'node', 'use.ts'],
  ]);
  console.log('ok: the types of @daxpilot/local are found and say what is wrong');
} finally {
  rmSync(project, { recursive: true, force: true });
}

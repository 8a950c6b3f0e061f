// Packs @daxpilot/access, installs the tarball into an empty project and uses it from CommonJS, ES modules and TypeScript.
// Needs the package registry. `node scripts/build-access.mjs` first.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const project = mkdtempSync(join(tmpdir(), 'daxpilot-access-'));
const run = (command, parameters) =>
  execFileSync(command, parameters, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

try {
  const [{ filename, files }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', project], {
      cwd: join(root, 'shared/dax-access'),
      encoding: 'utf8',
    }),
  );
  console.log(`packed ${filename}: ${files.length} files`);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', join(project, filename)]);
  const installed = readdirSync(join(project, 'node_modules'));
  for (const unwanted of ['aws-sdk', 'amazon-dax-client', 'zod', 'commander', 'dynalite', '@amazon-dax-sdk'])
    if (installed.includes(unwanted)) throw new Error(`the module brings ${unwanted}`);
  const use = `const access = openAccess({ endpoint: 'dax://127.0.0.1:1', region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
access.document.get({ TableName: 't', Key: { id: '1' } }).catch((error) => { console.log(error.code); return access.close(); });`;
  writeFileSync(join(project, 'use.cjs'), `const { openAccess } = require('@daxpilot/access');\n${use}\n`);
  writeFileSync(join(project, 'use.mjs'), `import { openAccess } from '@daxpilot/access';\n${use}\n`);
  // Without a transport installed the error names the package to install.
  for (const file of ['use.cjs', 'use.mjs']) expectText(file, run('node', [file]).trim(), 'access.transport-missing');
  run('npm', ['install', '--no-audit', '--no-fund', '@amazon-dax-sdk/lib-dax@3.1.0', '@types/node@22']);
  const loaded = use.replace(
    "endpoint: 'dax://127.0.0.1:1',",
    "endpoint: 'dax://127.0.0.1:1', fallback: { reads: false },",
  );
  for (const [file, head] of [
    ['l.cjs', "const { openAccess } = require('@daxpilot/access');"],
    ['l.mjs', "import { openAccess } from '@daxpilot/access';"],
  ]) {
    writeFileSync(join(project, file), `${head}\nconsole.error = () => {};\n${loaded}\n`);
    expectText(file, run('node', [file]).trim(), 'access.dax-unavailable');
  }
  writeFileSync(
    join(project, 'use.ts'),
    `import { type Access, openAccess } from '@daxpilot/access';
const access: Access = openAccess({ endpoint: { cluster: 'products' }, deadlineMs: 1_000 });
export const name = async (): Promise<string | undefined> => (await access.document.get({ TableName: 't', Key: { id: '1' } })).Item?.name;
// @ts-expect-error an option that is not there
openAccess({ endpoint: 'a:1', deadline: 5 });
`,
  );
  for (const [module, resolution] of [
    ['commonjs', 'bundler'],
    ['nodenext', 'nodenext'],
  ])
    run(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--module',
      module,
      '--moduleResolution',
      resolution,
      '--types',
      'node',
      'use.ts',
    ]);
  console.log('3 passed, 0 failed');
} finally {
  rmSync(project, { recursive: true, force: true });
}

function expectText(file, got, wanted) {
  if (got !== wanted) throw new Error(`${file} printed '${got}' and not '${wanted}'`);
  console.log(`${file}: ${got}`);
}

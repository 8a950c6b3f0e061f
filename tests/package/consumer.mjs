// Packs the three packages as publishing would (`prepack` builds them), installs the tarballs into an empty project and uses them as a user would: the
// command; the platform and the access module from CommonJS and ES modules; the types of both. `npm run prove:packages`. It asks the package registry for
// what they depend on.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const project = mkdtempSync(join(tmpdir(), 'daxpilot-consumer-'));
const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', NO_COLOR: '1' };
const run = (command, parameters) =>
  execFileSync(command, parameters, { cwd: project, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const write = (name, text) => writeFileSync(join(project, name), text);
const holds = (what, is, otherwise = '') => {
  if (!is) throw new Error(`not so: ${what}\n${otherwise}`);
  console.log(`ok: ${what}`);
};

const pack = (folder) => {
  const told = execFileSync('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: join(root, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // What prepack prints comes first.
  const [{ filename, files }] = JSON.parse(told.slice(told.search(/^\[\s*$/m)));
  const file = join(project, filename);
  console.log(`packed ${filename}: ${files.length} files, ${Math.ceil(statSync(file).size / 1024)} KiB`);
  return file;
};

/** Both module systems run the same lines and must print the same. */
const inBoth = (what, name, from, lines, expected) => {
  write('use.cjs', `const { ${name} } = require('${from}');\n${lines}\n`);
  write('use.mjs', `import { ${name} } from '${from}';\n${lines}\n`);
  for (const file of ['use.cjs', 'use.mjs']) {
    const printed = run(process.execPath, [file]).trim();
    holds(`${what} (${file})`, printed === expected, `printed ${printed}`);
  }
};

/** The types are found and say what is wrong: `@ts-expect-error` lines fail where nothing is. */
const compiles = (name, text) => {
  write('use.ts', text);
  for (const [module, resolution] of [
    ['commonjs', 'bundler'],
    ['nodenext', 'nodenext'],
  ])
    run(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node'],
      ...['--module', module, '--moduleResolution', resolution, 'use.ts'],
    ]);
  console.log(`ok: the types of ${name} are found, by bundlers and by Node, and say what is wrong`);
};

try {
  const tarballs = [pack('.'), pack('local'), pack('shared/dax-access')];
  write('package.json', JSON.stringify({ name: 'consumer', private: true }));
  const peers = installLineOf('shared/dax-access/README.md');
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...peers, '@types/node@22']);

  const program = join(project, 'node_modules/.bin/daxpilot');
  const command = (...words) => spawnSync(program, words, { cwd: project, env, encoding: 'utf8' });
  const help = command('--help');
  holds('the installed command prints its help', help.status === 0 && /validate/.test(help.stdout), help.stderr);
  write('daxpilot.yml', 'targets:\n  products:\n    clustr: products\n');
  const wrong = command('validate');
  holds('it names a misspelt key and ends with 2', wrong.status === 2 && /clustr/.test(wrong.stderr), wrong.stderr);
  write('daxpilot.yml', 'targets:\n  products:\n    cluster: products\n    tables: [products]\n    bootstrap: {}\n');
  const right = command('validate');
  holds('it takes a config that is right', right.status === 0, right.stderr);
  const template = command('bootstrap');
  holds(
    'it prints a bootstrap template',
    template.status === 0 && 'Resources' in JSON.parse(template.stdout),
    template.stderr,
  );

  inBoth(
    'the platform starts and answers',
    'startLocal',
    '@daxpilot/local',
    `(async () => {
  const local = await startLocal({ port: 0, daxPort: 0 });
  const answer = await fetch(local.ready.endpoint + '/_daxpilot/health');
  console.log(JSON.stringify(await answer.json()));
  await local.stop();
})();`,
    '{"ready":true}',
  );
  inBoth(
    'the access module writes and reads through a cluster of the platform',
    'openAccess',
    '@daxpilot/access',
    `(async () => {
  console.error = () => {};
  const { startDaxCluster } = await import('@daxpilot/local');
  const { CreateTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const cluster = await startDaxCluster({ nodes: 1, port: 0, dynamodb: { embedded: true } });
  const place = { region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  await new DynamoDBClient({ ...place, endpoint: cluster.dynamodbEndpoint }).send(new CreateTableCommand({ TableName: 'table',
    BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }));
  const access = openAccess({ ...place, endpoint: cluster.endpoints[0], itemTtlMs: 300_000 });
  await access.document.put({ TableName: 'table', Item: { id: '1', name: 'one' } });
  console.log((await access.document.get({ TableName: 'table', Key: { id: '1' } })).Item.name);
  await access.close();
  await cluster.close();
  process.exit(0);
})();`,
    'one',
  );
  compiles(
    '@daxpilot/local',
    `import { type LocalPlatform, startLocal } from '@daxpilot/local';
export const start = (): Promise<LocalPlatform> => startLocal({ port: 0 });
// @ts-expect-error an option that is not there
startLocal({ prt: 0 });
`,
  );
  compiles(
    '@daxpilot/access',
    `import { type Access, openAccess } from '@daxpilot/access';
const access: Access = openAccess({ endpoint: { cluster: 'products' }, deadlineMs: 1_000 });
export const name = async (): Promise<string | undefined> => (await access.document.get({ TableName: 't', Key: { id: '1' } })).Item?.name;
// @ts-expect-error an option that is not there
openAccess({ endpoint: 'a:1', deadline: 5 });
`,
  );
  holds('nothing of the SDK v2 came along', !existsSync(join(project, 'node_modules/aws-sdk')));
} finally {
  rmSync(project, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** The packages that the README tells to install beside the module. */
function installLineOf(file) {
  const line = /^npm install @daxpilot\/access (.+)$/m.exec(readFileSync(join(root, file), 'utf8'));
  if (line === null) throw new Error(`${file} does not say what to install`);
  return line[1].split(' ');
}

import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { daxpilot } from './command';
import { packagedCopy } from './packaged-copy';

const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The client trusts only what Node trusts when it starts, so it runs in a process of its own. */
const CLIENT = `
const { DaxDocument } = require('@amazon-dax-sdk/lib-dax');
const [endpoint] = process.argv.slice(-1);
const dax = new DaxDocument({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
dax.put({ TableName: 'Orders', Item: { pk: '1', total: 1.5 } })
  .then(() => dax.get({ TableName: 'Orders', Key: { pk: '1' } }))
  .then(({ Item }) => { process.stdout.write(String(Item.total)); process.exit(0); });
`;

let folder: string;
let place: string;
beforeAll(async () => {
  folder = await packagedCopy();
  place = mkdtempSync(join(tmpdir(), 'dax-command-'));
}, 240_000);
afterAll(() => rmSync(place, { recursive: true }));

(hasOpenssl ? test : test.skip)('with a certificate a local DAX speaks daxs:// (skipped without openssl)', async () => {
  const [key, cert] = [join(place, 'key.pem'), join(place, 'cert.pem')];
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...name]);
  const child = spawn(
    process.execPath,
    [join(folder, 'bin/daxpilot.cjs'), 'dax', '--port', '0', '--json', '--tls-cert', cert, '--tls-key', key],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: place }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    const { endpoints, dynamodb, region } = await ready(child);
    await createOrders(dynamodb, region);

    expect(endpoints[0]).toMatch(/^daxs:\/\/127\.0\.0\.1:\d+$/);
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', CLIENT, endpoints[0] ?? ''], {
      cwd: join(__dirname, '../..'),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: cert },
    });
    expect(stdout).toBe('1.5');
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

test('half a certificate, a file that is not there and one that is none are refused by flag, value and rule', async () => {
  const text = join(place, 'none.pem');
  writeFileSync(text, 'no certificate');
  const half = await daxpilot(folder, ['dax', '--port', '0', '--tls-cert', text]);
  const missing = await daxpilot(folder, ['dax', '--port', '0', '--tls-cert', '/nowhere.pem', '--tls-key', text]);
  const none = await daxpilot(folder, ['dax', '--port', '0', '--tls-cert', text, '--tls-key', text]);

  expect([half.status, missing.status, none.status]).toEqual([2, 2, 2]);
  expect(half.stderr).toContain('--tls-cert and --tls-key go together');
  expect(missing.stderr).toContain('--tls-cert = /nowhere.pem: it must be a file that can be read');
  expect(none.stderr).toContain('must be a certificate and its private key');
});

interface Ready {
  readonly endpoints: readonly string[];
  readonly dynamodb: string;
  readonly region: string;
}

async function ready(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) throw new Error('the command has no stdout');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as Ready;
  throw new Error('the command ended before it was ready');
}

async function createOrders(endpoint: string, region: string): Promise<void> {
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'Orders',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  dynamodb.destroy();
}

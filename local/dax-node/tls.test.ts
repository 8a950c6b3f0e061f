import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { aCluster } from './testing/fixture';

const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
const whereOpensslIs = hasOpenssl ? describe : describe.skip;

/** The client trusts only what Node trusts when it starts, so it runs in a process of its own. */
const CLIENT = `
const { Dax } = require('@amazon-dax-sdk/client-dax');
const [endpoint] = process.argv.slice(-1);
const dax = new Dax({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
dax.putItem({ TableName: 'Secure', Item: { pk: { S: 'k' }, v: { S: 'x'.repeat(50000) } } })
  .then(() => dax.getItem({ TableName: 'Secure', Key: { pk: { S: 'k' } } }))
  .then(({ Item }) => { process.stdout.write(String(Item.v.S.length)); process.exit(0); });
`;

whereOpensslIs('daxs:// (skipped where openssl is missing)', () => {
  test('serves the official client over TLS with a given certificate', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dax-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ]);
    expect(made.status).toBe(0);
    const fixture = await aCluster({ nodes: 2, tls: { key: readFileSync(key), cert: readFileSync(cert) } });
    await fixture.table('Secure');
    const [endpoint] = fixture.cluster.endpoints;
    expect(endpoint).toMatch(/^daxs:\/\/127\.0\.0\.1:\d+$/);
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', CLIENT, String(endpoint)], {
      cwd: join(__dirname, '..', '..'),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: cert },
    });
    expect(stdout).toBe('50000');
    await fixture.close();
    rmSync(folder, { recursive: true });
  });
});

import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { aStage, type Stage } from './fixture';

const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
const whereOpensslIs = hasOpenssl ? describe : describe.skip;
const root = join(__dirname, '../..');

interface Pair {
  readonly key: string;
  readonly cert: string;
}

function certificateFor(folder: string, name: string): Pair {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const made = spawnSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert].concat(
      name === 'node' ? ['-subj', '/CN=node', '-addext', 'subjectAltName=IP:127.0.0.1'] : [],
      name === 'other' ? ['-subj', '/CN=other', '-addext', 'subjectAltName=DNS:other.example'] : [],
    ),
  );
  if (made.status !== 0) throw new Error(String(made.stderr));
  return { key, cert };
}

whereOpensslIs('daxs:// (skipped where openssl is missing)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daxpilot-tls-'));
  const module = join(root, 'tests/access', `.tls-${process.pid}.cjs`);
  let right: Stage;
  let wrongName: Stage;
  let trusted: string;

  beforeAll(async () => {
    const [node, other] = [certificateFor(folder, 'node'), certificateFor(folder, 'other')];
    trusted = join(folder, 'trusted.pem');
    writeFileSync(trusted, readFileSync(node.cert, 'utf8') + readFileSync(other.cert, 'utf8'));
    const tls = ({ key, cert }: Pair) => ({ key: readFileSync(key), cert: readFileSync(cert) });
    right = await aStage({ tls: tls(node) });
    wrongName = await aStage({ tls: tls(other) });
    await build({
      entryPoints: [join(root, 'shared/dax-access/index.ts')],
      outfile: module,
      bundle: true,
      platform: 'node',
      packages: 'external',
      logLevel: 'error',
    });
  });
  afterAll(async () => {
    await right.close();
    await wrongName.close();
    rmSync(folder, { recursive: true });
    rmSync(module, { force: true });
  });

  /** What a process that trusts these certificates when it starts can do: `read`, or the module's code. */
  async function outcome(stage: Stage, transport: string, ca: string | undefined, skip = 'verified'): Promise<string> {
    const program = `
      console.error = () => {};
      const { openAccess } = require(${JSON.stringify(module)});
      const access = openAccess({ endpoint: '${stage.cluster.endpoints[0]}', region: 'us-east-1', transport: '${transport}',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, fallback: { reads: false }, deadlineMs: 8000, connectTimeoutMs: 3000,
        skipHostnameVerification: ${skip === 'skipped'} });
      access.document.get({ TableName: 'items', Key: { id: 'a' } }).then(() => 'read', ({ code }) => code)
        .then((said) => { process.stdout.write(said); process.exit(0); });`;
    const { NODE_EXTRA_CA_CERTS: _theirs, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], {
      cwd: root,
      env: { ...env, ...(ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }) },
    });
    return stdout;
  }

  test('a certificate must be trusted, and name the host', async () => {
    expect(right.cluster.endpoints[0]).toMatch(/^daxs:/);
    const outcomes = await Promise.all([
      outcome(right, 'lib-dax', trusted),
      outcome(right, 'lib-dax', undefined),
      outcome(wrongName, 'lib-dax', trusted),
      outcome(wrongName, 'lib-dax', trusted, 'skipped'),
      outcome(right, 'amazon-dax-client', trusted),
      outcome(wrongName, 'amazon-dax-client', trusted),
    ]);
    const refused = 'access.dax-unavailable';
    expect(outcomes).toEqual(['read', refused, refused, 'read', 'read', refused]);
  });
});

// cfn-lint over what is deployed: the packaged service, and the bootstrap stack of a configuration that uses all of it. cfn-lint is a
// Python program (pip install cfn-lint); where it is missing the check is skipped by name. Bootstrap: see resources/bootstrap.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const config = `
targets:
  products:
    cluster: products
    tables: [products, reviews]
    bootstrap:
      network: { vpc: vpc-0123456789abcdef0, subnets: [subnet-0123456789abcdef0, subnet-0123456789abcdef1] }
      cluster: { nodeType: dax.r5.large, maintenanceWindow: "sun:05:00-sun:06:00" }
      tables:
        products: { partitionKey: { name: id }, indexes: { by-category: { partitionKey: { name: category } } }, timeToLive: expiresAt }
        reviews:
          billingMode: provisioned
          partitionKey: { name: product }
          sortKey: { name: at, type: N }
          throughput: { read: { min: 5, max: 100 }, write: { min: 5, max: 50 } }
  orders: { tables: [orders], bootstrap: { application: { access: read } } }
`;

const version = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
if (version.status !== 0) {
  console.log('skipped: cfn-lint is not installed (pip install cfn-lint)');
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'daxpilot-templates-'));
try {
  const configFile = join(folder, 'daxpilot.yml');
  writeFileSync(configFile, config);
  const bootstrap = join(folder, 'bootstrap.json');
  const cli = [join(root, 'bin/daxpilot.cjs'), 'bootstrap', '--config', configFile];
  writeFileSync(bootstrap, execFileSync(process.execPath, cli, { encoding: 'utf8' }));
  const service = join(root, '.serverless/cloudformation-template-update-stack.json');
  const templates = [bootstrap, service].filter((file) => existsSync(file));
  // W3005: the packager writes a DependsOn beside each GetAtt of a role.
  const { status, stdout } = spawnSync('cfn-lint', ['--ignore-checks', 'W3005', '--', ...templates], {
    encoding: 'utf8',
  });
  console.log(`${version.stdout.trim()}: ${templates.length} templates: ${status === 0 ? 'well' : `\n${stdout}`}`);
  process.exitCode = status === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

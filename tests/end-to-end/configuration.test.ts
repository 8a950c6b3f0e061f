import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { daxpilot, printed } from './command';
import { packagedCopy } from './packaged-copy';

let folder: string;
let place: string;

beforeAll(async () => {
  folder = await packagedCopy();
  place = mkdtempSync(join(tmpdir(), 'daxpilot-config-'));
}, 120_000);

afterAll(() => rmSync(place, { recursive: true, force: true }));

const wrong = `schemaVersion: 1
targets:
  products:
    cluser: products
    tables: [pr]
    policy:
      bands:
        cpuPercent: { low: 80, high: 70 }
      nodes: { min: 12 }
      bakeMS: 1000
      approval: { nodeCount: atuo }
  orders:
    tables: []
`;

test('a configuration with several mistakes is refused with all of them: place, value, rule and nearest name', async () => {
  const file = join(place, 'wrong.yml');
  writeFileSync(file, wrong);

  const { status, stdout, stderr } = await daxpilot(folder, ['validate', '--config', file, '--json']);

  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/wrong\.yml: 7 problems/);
  expect(stderr).toContain(
    'wrong.yml:4:5 targets.products.cluser = "products": is not a known key (did you mean cluster?)',
  );
  expect(stderr).toContain('targets.products.tables.0 = "pr"');
  expect(stderr).toContain('targets.products.policy.nodes.min = 12: must be at most 11');
  expect(stderr).toContain('approval.nodeCount = "atuo": must be one of recommend, approve, auto');
  expect(stderr).toContain('bands.cpuPercent.low = 80: must be below bands.cpuPercent.high (70)');
  expect(stderr).toContain('targets.products.policy.bakeMS = 1000: is not a known key (did you mean bakeMs?)');
  expect(stderr).toContain('targets.orders: has neither a cluster nor tables');
});

test('a configuration that is not there and one that is no YAML are wrong use as well', async () => {
  const file = join(place, 'broken.yml');
  writeFileSync(file, 'targets: [products\n  - {');

  const [absent, broken] = await Promise.all([
    daxpilot(folder, ['validate', '--config', join(place, 'absent.yml')]),
    daxpilot(folder, ['validate', '--config', file]),
  ]);

  expect(absent).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('cannot be read') });
  expect(broken).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('broken.yml') });
});

test('the configuration that is packaged is valid', async () => {
  const ran = await daxpilot(folder, ['validate', '--json']);

  expect(ran).toMatchObject({ status: 0, stderr: '' });
  expect(printed(ran)).toMatchObject({ valid: true, targets: [{ target: 'products' }, { target: 'orders' }] });
});

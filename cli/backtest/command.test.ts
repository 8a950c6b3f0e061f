import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'daxpilot-backtest-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const configOf = (name: string, nodes: string): string =>
  file(`${name}.yml`, `schemaVersion: 1\ntargets:\n  shop:\n    cluster: shop\n    policy:\n      nodes: ${nodes}\n`);

const rows = Array.from({ length: 2 * 288 }, (_, index) => {
  const at = new Date(Date.UTC(2026, 10, 2) + index * 300_000).toISOString().slice(0, 19).replace('T', ' ');
  return `${at},${100 + (index % 288 > 144 ? 80 : 0)}`;
});
const series = file('two-days.csv', ['timestamp,value', ...rows].join('\n'));

const run = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin/daxpilot.cjs'), 'backtest', ...args],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  return { status, stdout, stderr };
};

test('with --json stdout is the timeline, and the report is one file that fetches nothing', () => {
  const html = join(folder, 'report.html');
  const ran = run('--history', series, '--domain', 'dax', '--mean-rate', '130000', '--json', '--html', html);
  const report = JSON.parse(ran.stdout) as { readonly points: readonly unknown[] };

  expect(ran.status).toBe(0);
  expect(report).toMatchObject({
    series: 'two-days',
    domain: 'dax',
    historyMinutes: 719,
    mix: { hit: 0.92, kb: 1, write: 0.001 },
  });
  expect(report.points[0]).toMatchObject({ t: 0, nodes: expect.any(Number) });
  expect(existsSync(html)).toBe(true);
  const page = readFileSync(html, 'utf8');
  expect(page).toContain('uPlot');
  expect(page).not.toMatch(/(?:src|href)=["']/);
}, 60_000);

test('a table for people names who knows the future', () => {
  const ran = run('--history', series, '--domain', 'dynamodb', '--mean-rate', '500');

  expect(ran.status).toBe(0);
  expect(ran.stdout).toContain('always on-demand');
  expect(ran.stdout).toContain('fixed at p95 (knows the future)');
}, 60_000);

test('several configurations are played side by side and drawn over each other', () => {
  const policy = (nodes: string) =>
    configOf(`${nodes}-nodes`, `{ min: ${nodes}, maxStepOut: 10, maxStepIn: 10, allowedTypes: [dax.r5.large] }`);
  const html = join(folder, 'both.html');
  const args = ['--history', series, '--domain', 'dax', '--mean-rate', '130000'] as const;
  const ran = run(...args, '--config', policy('3'), '--config', policy('6'), '--json', '--html', html);
  const { policies } = JSON.parse(ran.stdout) as { readonly policies: readonly { readonly usd: number }[] };

  expect(ran.status).toBe(0);
  expect(policies).toMatchObject([{ policy: '3-nodes' }, { policy: '6-nodes' }]);
  expect(policies[1]?.usd).toBeGreaterThan(policies[0]?.usd ?? Number.NaN);
  expect(readFileSync(html, 'utf8')).toContain('"label":"6-nodes: nodes"');
}, 60_000);

test.each([
  [['--domain', 'dax'], '--history = absent: give a file, or --from-cloudwatch, and not both'],
  [['--history', series], '--domain = absent: dax or dynamodb is needed with --history'],
  [['--history', series, '--domain', 'dax', '--cluster', 'shop'], '--cluster = shop: needs --from-cloudwatch'],
  [['--history', 'nowhere.csv', '--domain', 'dax'], '--history = nowhere.csv: the file cannot be read'],
  [['--history', series, '--domain', 'redis'], 'Allowed choices are dax, dynamodb'],
  [['--history', series, '--domain', 'dax', '--hit-rate', '120'], 'a hit rate is from 0 to 100 percent'],
  [
    ['--history', series, '--domain', 'dax', '--history-days', '9'],
    'the series has 2.0 days: nothing would be left to play',
  ],
  [
    ['--history', series, '--domain', 'dax', '--node-type', 'dax.t3.small'],
    'node type = dax.t3.small: has no request figure',
  ],
  [
    ['--history', series, '--domain', 'dax', '--config', configOf('against-itself', '{ min: 5, max: 4 }')],
    'targets.shop.policy.nodes.min = 5: must be at most nodes.max (4)',
  ],
  [
    ['--history', series, '--domain', 'dax', '--config', configOf('burstable', '{ allowedTypes: [dax.t3.small] }')],
    'node type = dax.t3.small: has no request figure',
  ],
  [['--history', file('bad.csv', 'timestamp,value\nx,1'), '--domain', 'dax'], 'line 2: "x,1": the timestamp "x"'],
])(
  'wrong use %# ends with status 2 and says what is wrong',
  (args, text) => {
    const ran = run(...args);

    expect(ran).toMatchObject({ status: 2, stdout: '' });
    expect(ran.stderr).toContain(text);
  },
  60_000,
);

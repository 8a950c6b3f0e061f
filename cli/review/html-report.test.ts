import type { ReviewReport } from '../../shared/review';
import { finding } from '../../shared/review';
import { htmlReport } from './html-report';
import { plotsOf } from './plots';

const hourMs = 3_600_000;
const toMs = Date.UTC(2026, 10, 24, 12);
const series = (values: readonly (number | null)[]) => ({
  startMs: toMs - values.length * hourMs,
  periodMs: hourMs,
  values,
});
const report = (): ReviewReport => ({
  schemaVersion: 1,
  fromMs: toMs - 4 * hourMs,
  toMs,
  account: { nodes: { used: 3, quota: 50 }, findings: [] },
  targets: [
    {
      target: 'products',
      now: {
        cluster: { name: 'products', nodes: 3, nodeType: 'dax.r5.large' },
        clusterUsdPerMonth: 558.45,
        tables: [{ name: 'products', mode: 'on-demand' }],
      },
      decided: {
        looks: 24,
        outcomes: { held: 23, applied: 1 },
        applied: [
          {
            decision: 'products.20261124T100000000Z.00000001',
            atMs: toMs - 2 * hourMs + 60_000,
            kind: 'set-node-count',
            resource: 'products',
            from: 5,
            to: 3,
            text: 'set products from 5 to 3 nodes',
            reasonCodes: ['cpu-below'],
            usdPerMonth: -372.3,
          },
        ],
        advised: null,
        lastReasons: [],
        savedUsd: 1.02,
      },
      findings: [finding('alarm-stuck', 'products', '<b>by hand</b>', 'in ALARM')],
      load: { requests: series([3600, null, 7200, 7200]), cpuPercentByNode: {}, consumed: {} },
    },
  ],
});

test('the plots have the load by the hour and the nodes before and after the change', () => {
  const [target] = report().targets;
  if (target === undefined) throw new Error('the fixture has a target');

  const { times, plots } = plotsOf(report(), target);

  expect(times).toHaveLength(4);
  expect(plots.map(({ id, lines }) => [id, lines[0]?.values])).toEqual([
    ['products-requests', [1, null, 2, 2]],
    ['products-nodes', [5, 5, 3, 3]],
  ]);
});

test('the page needs nothing from elsewhere, and what comes from outside is text in it', () => {
  const page = htmlReport(report());

  expect(page).not.toMatch(/(?:src|href)=/);
  expect(page).toContain('&lt;b&gt;by hand&lt;/b&gt;');
  expect(page).not.toContain('<b>by hand');
  expect(page).toContain('<b>$1.02</b>saved');
  expect(page).toContain('id="products-requests"');
});

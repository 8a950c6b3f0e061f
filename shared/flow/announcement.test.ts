import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaleOut } from './a-flow';
import { announcement, isNews } from './announcement';
import { aRecord } from './decision-record';
import { runbookEntries } from './reason-text';
import { redacted } from './redacted';

const applied = aRecord({
  target: 'products',
  decisionId: 'products.20261124T120000000Z.00000001',
  outcome: 'applied',
  reasonCodes: ['cpu-above'],
  action: scaleOut,
  evidence: [
    { reading: 'cpu', kind: 'value', value: 85, unit: '%', verdict: 'above', text: 'CPU is at 85 %' },
    { reading: 'hitRate', kind: 'value', value: 92, unit: '%', verdict: 'in-band', text: 'hits are at 92 %' },
  ],
  costUsdPerMonth: { before: 570, after: 950 },
});

test('a notification says what was seen, what was decided and why, what it costs, and how to stop it', () => {
  const { notice } = announcement(applied, 'arn:me');

  expect(notice?.subject).toBe('products: set products from 3 to 5 nodes');
  expect(notice?.text.split('\n')).toEqual([
    'Decided for products: set products from 3 to 5 nodes (applied).',
    '',
    'Seen:',
    '- CPU is at 85 %',
    '',
    'Why:',
    '- cpu-above: CPU stays above its band (docs/runbook.md#cpu-above)',
    '',
    'Cost a month: $570.00 -> $950.00',
    '',
    'Stop it:    daxpilot freeze products   (all of the account: daxpilot freeze --all; back: daxpilot thaw products)',
    'All of it:  daxpilot explain products.20261124T120000000Z.00000001',
    '',
    'decision products.20261124T120000000Z.00000001',
    'execution arn:me',
  ]);
});

test.each([
  'AKIAIOSFODNN7EXAMPLE',
  'ASIAY34FZKBOKMUTVV7A',
  'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  'SessionToken: IQoJb3JpZ2luX2VjEJv',
  'https://x/?X-Amz-Security-Token=IQoJb3Jp&X-Amz-Signature=abcdef0123456789',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEYwJalrX',
])('nothing that could be used leaves with it: %s', (secret) => {
  const { notice } = announcement({ ...applied, outcome: 'failed', text: `AWS said: ${secret}` }, 'arn:me');

  expect(notice?.text).not.toContain(secret);
  expect(notice?.text).toContain('[removed]');
});

test('ARNs, ids and sentences stay as they are', () => {
  const text =
    'arn:aws:states:us-east-1:123456789012:execution:daxpilot-rightsize:6a3d1f0e-8e7d-4a53-9d6b-0c1c6e9b7a11 of products.20261124T120000000Z.00000001: User is not authorized to perform dax:IncreaseReplicationFactor';

  expect(redacted(text)).toBe(text);
});

test.each([
  ['a first hold', 'held', null, false],
  ['the same recommendation', 'recommended x', 'recommended x', false],
  ['another one', 'recommended y', 'recommended x', true],
  ['a wish that still waits', 'pending 2000 x', 'pending 1500 x', false],
  ['a wish whose time was over', 'pending 2000 x', 'pending 900 x', true],
  ['another wish', 'pending 2000 y', 'pending 1500 x', true],
])('%s is news or not', (_, print, announced, news) => {
  expect(isNews(print, announced, 1000)).toBe(news);
});

test('docs/runbook.md has an entry for every reason code of the flow', () => {
  const page = readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8');

  for (const entry of runbookEntries().split('\n\n### ')) expect(page).toContain(entry.trim());
});

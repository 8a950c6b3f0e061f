import { fragments } from '../../resources/fragments';
import { bodyIn, linesOf } from './body';

const pseudo = { 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '123456789012', 'AWS::Partition': 'aws' };
const bodyOf = (...targets: readonly string[]) =>
  bodyIn(fragments(`targets:\n  ${targets.join('\n  ')}\n`, 'daxpilot.yml').dashboard, pseudo);
const cluster = (name: string): string => `${name}: { cluster: ${name}, tables: [${name}-a, ${name}-b] }`;
const table = (name: string): string => `${name}: { tables: [${name}] }`;
const many = Array.from({ length: 16 }, (_, index) => cluster(`shop${index}`));

/** CloudWatch API reference, "Dashboard body structure and syntax", and the limits of its service quotas. */
test.each<[string, readonly string[]]>([
  ['one cluster', [cluster('shop')]],
  ['a table without a cache', [table('orders')]],
  ['as many clusters as an account has nodes for', many],
])('the body for %s is one that CloudWatch takes', (_, targets) => {
  const { widgets } = bodyOf(...targets);
  const lines = widgets.flatMap(linesOf);

  expect(widgets.length).toBeLessThanOrEqual(500);
  expect(lines.length).toBeLessThanOrEqual(2500);
  for (const widget of widgets) {
    const { type, x, y, width, height, properties } = widget;
    expect(['text', 'metric', 'alarm', 'log']).toContain(type);
    expect([x, y, width, height].every((one) => Number.isInteger(one) && one >= 0)).toBe(true);
    expect([x + width <= 24, width >= 1, height >= 1, height <= 1000]).toEqual([true, true, true, true]);
    if (type === 'text') expect(String(properties.markdown)).not.toBe('');
    if (type === 'log')
      expect(properties).toMatchObject({ region: 'eu-west-1', query: expect.stringMatching(/^SOURCE '/) });
    if (type === 'alarm') {
      const arns = properties.alarms as readonly string[];
      expect([arns.length >= 1, arns.length <= 100]).toEqual([true, true]);
      for (const arn of arns) expect(arn).toMatch(/^arn:aws:cloudwatch:eu-west-1:123456789012:alarm:daxpilot-self\//);
    }
    if (type !== 'metric') continue;
    expect(properties).toMatchObject({ region: 'eu-west-1', view: 'timeSeries', title: expect.stringMatching(/./) });
    const own = linesOf(widget);
    expect([own.length >= 1, own.length <= 500]).toEqual([true, true]);
    expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
    for (const { id, what, periodSeconds, isRight } of own) {
      expect(id).toMatch(/^[a-z][A-Za-z0-9_]*$/);
      expect(periodSeconds % 60).toBe(0);
      expect(isRight && !('right' in (properties.yAxis as object))).toBe(false);
      if (what.kind === 'metric') {
        expect(['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount']).toContain(what.stat);
        expect([what.namespace === '', what.dimensions.length]).toEqual([false, 1]);
      } else {
        const named = what.text.match(/\b[a-z][A-Za-z0-9_]*\b/g) ?? [];
        expect(named.length).toBeGreaterThan(0);
        expect(named.filter((name) => !own.some((one) => one.id === name))).toEqual([]);
      }
    }
  }
});

test('limits are whole numbers that a person can read', () => {
  const values = bodyOf(cluster('shop')).widgets.flatMap(
    ({ properties }) =>
      ((properties.annotations ?? { horizontal: [] }) as { horizontal: readonly { label: string; value: number }[] })
        .horizontal,
  );

  expect(values.length).toBeGreaterThan(8);
  expect(values.filter(({ label, value }) => label === '' || !Number.isInteger(value))).toEqual([]);
});

test('every target is in each of the four states and in the cost, and what it cost last holds while a change is under way', () => {
  const { widgets } = bodyOf(cluster('shop'), table('orders'));
  const titled = (title: string) => {
    const found = widgets.find(({ properties }) => String(properties.title).startsWith(title));
    return found === undefined ? [] : linesOf(found);
  };

  for (const title of ['Frozen', 'Cooling down', 'Waiting for approval', 'Looks that failed']) {
    expect(titled(title).map(({ label }) => label)).toEqual(['shop', 'orders']);
  }
  expect(titled('Cost').filter(({ isVisible }) => isVisible)).toMatchObject([
    { label: 'shop', what: { kind: 'expression', text: 'FILL(m0,REPEAT)' } },
    { label: 'orders', what: { kind: 'expression', text: 'FILL(m1,REPEAT)' } },
  ]);
});

test('more alarms than a widget takes are shown by several', () => {
  const tables = Array.from({ length: 60 }, (_, index) => table(`table${index}`));
  const alarms = bodyOf(...tables).widgets.filter(({ type }) => type === 'alarm');

  const shown = alarms.map(({ properties }) => properties.alarms as readonly string[]);

  expect(shown.map(({ length }) => length)).toEqual([100, expect.any(Number)]);
  expect(new Set(shown.flat()).size).toBe(shown.flat().length);
  expect(shown.flat().filter((one) => one.includes('daxpilot-self/failing/'))).toHaveLength(60);
});

import { parseInputPath } from './input-path';
import { placeholdersOf, transform } from './input-transformer';

const event = {
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: ['arn:a', 'arn:b'],
  detail: { alarmName: 'cpu "high"', state: { value: 'ALARM' }, list: [{ id: 1 }, { id: 2 }] },
};
const facts = { ruleArn: 'arn:rule', ruleName: 'rule', ingestionTime: '2026-11-23T12:00:00Z' };

test.each([
  ['$', event],
  ['$.detail.state.value', 'ALARM'],
  ['$.resources[1]', 'arn:b'],
  ["$['detail-type']", 'CloudWatch Alarm State Change'],
  ['$.detail-type', 'CloudWatch Alarm State Change'],
  ['$.detail.list[*].id', [1, 2]],
  ['$.detail.none.deeper', undefined],
  ['$.detail.constructor', undefined],
])('the path %s reads %j', (path, expected) => {
  expect(parseInputPath(path)?.read(event)).toEqual(expected);
});

test.each(['detail', '$detail', '$.', '$.a..b', '$[x]', "$['a'", ''])('"%s" is no path', (path) => {
  expect(parseInputPath(path)).toBeUndefined();
});

function transformed(template: string, paths: Readonly<Record<string, string>> = {}): string {
  const compiled = Object.entries(paths).flatMap(([name, text]) => {
    const path = parseInputPath(text);
    return path === undefined ? [] : [[name, path] as const];
  });
  return transform(event, { template, paths: new Map(compiled) }, facts);
}

test('a placeholder outside of a string becomes JSON', () => {
  const text = transformed('{"name": <name>, "state": <state>}', {
    name: '$.detail.alarmName',
    state: '$.detail.state',
  });
  expect(JSON.parse(text)).toEqual({ name: 'cpu "high"', state: { value: 'ALARM' } });
});

test('a placeholder within a string becomes text', () => {
  const text = transformed('"<name> is \\"<value>\\""', { name: '$.detail.alarmName', value: '$.detail.state.value' });
  expect(JSON.parse(text)).toBe('cpu "high" is "ALARM"');
});

test('what the event lacks is null, or empty within a string', () => {
  expect(JSON.parse(transformed('{"a": <x>, "b": "<x>!"}', { x: '$.detail.none' }))).toEqual({ a: null, b: '!' });
});

test('the reserved placeholders are there', () => {
  const text = transformed(
    '{"rule": <aws.events.rule-name>, "arn": "<aws.events.rule-arn>", "event": <aws.events.event>}',
  );
  expect(JSON.parse(text)).toEqual({ rule: 'rule', arn: 'arn:rule', event });
});

test('placeholders are listed', () => {
  expect(placeholdersOf('{"a": <a>, "b": "<b-2> < <c"}')).toEqual(['a', 'b-2']);
});

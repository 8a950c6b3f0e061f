import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { awsFlow } from '../shared/aws/aws-flow';

const handlers = readdirSync(__dirname).flatMap(
  (name) => /^(?!.*-(?:handler|event))([a-z-]+)\.ts$/.exec(name)?.[1] ?? [],
);

/** What steps call, and the function that gives it. Names, because both are looked for in the bundle. */
const parts: readonly (readonly [call: RegExp, gives: string])[] = [
  [/\bobserver\.snapshot\(/, 'sightOf'],
  [/\bobserver\.(cluster|table)\(/, 'stateOf'],
  [/\bobserver\.scaledTable\(/, 'scalingOf'],
  [/\bobserver\.(demand|totals)\(/, 'loadOf'],
  [/\bchanger\.\w+\(/, 'changesOf'],
  [/\bexecutions\.describe\(/, 'endsOf'],
  [/\bexecutions\.start\(/, 'startsOf'],
  [/\bnotifier\.announce\(/, 'noticesOf'],
  [/\bflow\.decide\(/, 'decide'],
  [/\bflow\.parse\(/, 'parseRequest'],
  [/\bledger\.(read|update|append|query)\(/, 'ledgerTable'],
];

/** A hand-over gives `release` its target; only without one is the input read for it. */
const isNeverReached = (name: string, part: string): boolean => name.startsWith('replace-') && part === 'parseRequest';

test('there are handlers to look at', () => {
  expect(handlers.length).toBeGreaterThan(10);
  expect(handlers).toEqual(expect.arrayContaining(['admit', 'apply', 'learn', 'replace-control', 'review-settle']));
});

test.each(handlers)('%s carries what its steps call, and nothing that they do not', (name) => {
  const code = bundled(name);
  const called = parts.flatMap(([call, gives]) => (call.test(code) ? [gives] : []));
  const given = parts.flatMap(([, gives]) => (new RegExp(`(function|var) ${gives}\\b`).test(code) ? [gives] : []));

  expect(given).toEqual(called.filter((part) => !isNeverReached(name, part)));
});

test('what a handler was not given is refused by name', async () => {
  process.env.DAXPILOT_CONFIG = '{"targets":{}}';
  const { ports, parse, ledger } = awsFlow({ executions: { start: async () => 'arn' } }, { LEDGER_TABLE: 'ledger' });

  expect(await ports.executions.start({})).toBe('arn');
  expect(() => ports.executions.describe('arn')).toThrow(/^executions.describe is not a part of this handler/);
  expect(() => ports.changer.setNodeCount({ cluster: 'a', from: 1, to: 2 })).toThrow(/^changer.setNodeCount is not/);
  expect(() => parse({})).toThrow(/^parse is not/);
  expect(ledger.read).toBeInstanceOf(Function);
});

/** As the packager bundles, but with names left as they are and without the SDK. */
function bundled(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

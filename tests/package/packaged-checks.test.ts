import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { lintAlarms } from '../../resources/lint/alarm-lint';
import { aslRefusals } from '../../resources/lint/asl-refusals';
import { catalogue } from '../../resources/lint/metric-catalogue';
import { secretsIn } from '../../resources/lint/secrets';
import { lintTemplate } from '../../resources/lint/template-lint';
import type { Resources } from '../../resources/template';
import { packagedCopy } from '../end-to-end/packaged-copy';
import { type Definition, lintMachine } from '../protocol/asl-lint';

let folder: string;
let text: string;
let resources: Resources;

beforeAll(async () => {
  folder = join(await packagedCopy(), '.serverless');
  text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  resources = JSON.parse(text).Resources;
}, 180_000);

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);

/** The bucket of the packager's own artefacts and its policy are not ours. */
const ours = () =>
  Object.fromEntries(Object.entries(resources).filter(([id]) => !id.startsWith('ServerlessDeployment')));

test('every alarm of the package watches something that exists, can fire, can be heard and does not stick', () => {
  expect(ofType('AWS::CloudWatch::Alarm').length).toBeGreaterThan(10);
  expect(lintAlarms(resources)).toEqual([]);
});

test('no right of the package is without bounds, no port open, no data goes with the stack', () => {
  expect(lintTemplate(ours() as Resources)).toEqual([]);
});

test('AWS takes every state machine of the package', () => {
  const machines = ofType('AWS::StepFunctions::StateMachine').map(
    ([id, { Properties }]) => [id, definitionOf(Properties)] as const,
  );

  expect(machines.length).toBeGreaterThan(1);
  for (const [id, definition] of machines) {
    expect([id, aslRefusals(definition)]).toEqual([id, []]);
    expect([id, lintMachine(definition)]).toEqual([id, []]);
  }
});

test('neither the templates nor the bundles hold a secret or an account number', () => {
  expect(secretsIn(text)).toEqual([]);
  const zips = readdirSync(folder).filter((name) => name.endsWith('.zip'));

  expect(zips.length).toBeGreaterThan(5);
  for (const zip of zips) {
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(folder, zip))))) {
      expect([name, secretsIn(strFromU8(bytes))]).toEqual([name, []]);
    }
  }
});

test('no bundle carries the schema library: what a handler gets has been checked when it was packaged', () => {
  for (const zip of readdirSync(folder).filter((name) => name.endsWith('.zip'))) {
    const [code = new Uint8Array()] = Object.values(unzipSync(readFileSync(join(folder, zip))));
    expect([zip, strFromU8(code).includes('ZodError')]).toEqual([zip, false]);
    expect([zip, code.byteLength < 540 * 1024]).toEqual([zip, true]);
  }
});

test('who decides or judges carries no client of AWS, and nobody else carries the rules of a decision', () => {
  const codeOf = (name: string) => {
    const files = unzipSync(readFileSync(join(folder, `${name}.zip`)));
    return strFromU8(files[`functions/${name}.js`] ?? new Uint8Array());
  };

  for (const name of ['decide', 'verify']) {
    expect([name, codeOf(name).length < 120 * 1024]).toEqual([name, true]);
    expect(codeOf(name)).not.toContain('AWS_ACCESS_KEY_ID');
    expect(codeOf(name)).toContain('oversized-type');
  }
  for (const name of ['admit', 'observe', 'progress', 'apply', 'release']) {
    expect([name, codeOf(name).includes('oversized-type')]).toEqual([name, false]);
  }
});

test('what any rule cannot deliver goes to a queue that takes it from our rules alone', () => {
  const targets = ofType('AWS::Events::Rule').flatMap(([, { Properties }]) => Properties.Targets as readonly object[]);

  expect(targets.length).toBeGreaterThan(2);
  for (const target of targets) {
    expect(target).toMatchObject({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetterQueue', 'Arn'] } } });
  }
  expect(resources.DeadLetterQueue?.Properties).toMatchObject({
    SqsManagedSseEnabled: true,
    MessageRetentionPeriod: 1_209_600,
  });
  expect(JSON.stringify(resources.DeadLetterQueuePolicy?.Properties)).toContain('rule/daxpilot-*');
});

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly (readonly (string | object)[])[];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly horizontal: readonly { readonly label: string; readonly value: number }[] };
  };
}

const widgets = (): readonly Widget[] =>
  JSON.parse(String(Reflect.get(Object(resources.Dashboard?.Properties.DashboardBody), 'Fn::Sub'))).widgets;

test('the dashboard draws metrics that exist, and widgets lie beside each other', () => {
  const rows = widgets().flatMap(({ properties }) => properties.metrics ?? []);
  const named = rows.filter(([namespace]) => typeof namespace === 'string');

  expect(named.length).toBeGreaterThan(20);
  for (const [namespace, metric, dimension] of named) {
    const space = catalogue[String(namespace)];
    expect([metric, space?.metrics.has(String(metric)), space?.dimensions[0]?.[0]]).toEqual([metric, true, dimension]);
  }
  const overlapping = widgets().flatMap((a, i) =>
    widgets()
      .slice(i + 1)
      .filter((b) => overlap(a, b)),
  );
  expect(overlapping).toEqual([]);
  for (const { x, width } of widgets()) expect(x + width).toBeLessThanOrEqual(24);
});

test('the bands of the policy are lines across the graphs, and changes lie on them', () => {
  const cpu = widgets().find(({ properties }) => properties.title === 'products: CPU % of products, busiest node');

  expect(cpu?.properties.annotations?.horizontal).toEqual([
    { label: 'scale out above', value: 70 },
    { label: 'scale in below', value: 40 },
  ]);
  expect(cpu?.properties.metrics).toContainEqual(expect.arrayContaining(['Daxpilot/Autopilot', 'Changed', 'products']));
});

test('every alarm on daxpilot itself is on the dashboard and wakes no state machine', () => {
  const names = ofType('AWS::CloudWatch::Alarm')
    .map(([, { Properties }]) => String(Properties.AlarmName))
    .filter((name) => !name.startsWith('daxpilot/'));
  const shown = widgets().flatMap(({ properties }) => properties.alarms ?? []);

  expect(names.toSorted()).toEqual([
    'daxpilot-self/dead-letters',
    'daxpilot-self/failing/orders',
    'daxpilot-self/failing/products',
    'daxpilot-self/not-evaluated/orders',
    'daxpilot-self/not-evaluated/products',
    'daxpilot-self/recovery-failed',
    'daxpilot-self/replace-cluster-failed',
    'daxpilot-self/replace-recovery-failed',
    'daxpilot-self/rightsize-failed',
  ]);
  expect(shown.map((arn) => arn.split(':alarm:')[1]).toSorted()).toEqual(names.toSorted());
});

test('endpoint record, dashboard and machines are outputs', () => {
  const { Outputs } = JSON.parse(text);

  expect(Outputs).toMatchObject({
    RightsizeStateMachineArn: { Value: { Ref: 'RightsizeStateMachine' } },
    EndpointRecordProducts: { Value: 'daxpilot-ledger/endpoint#products/record' },
    DashboardUrl: { Value: { 'Fn::Sub': expect.stringContaining('#dashboards/dashboard/daxpilot') } },
    DeadLetterQueueUrl: { Value: { Ref: 'DeadLetterQueue' } },
  });
});

/** As CloudFormation leaves it: each version's ARN in the place of its reference. */
function definitionOf(properties: Readonly<Record<string, unknown>>): Definition {
  const [definition] = Reflect.get(Object(properties.DefinitionString), 'Fn::Sub') as readonly [string];
  return JSON.parse(definition.replaceAll(/\$\{[^}]+\}/g, 'arn'));
}

const overlap = (a: Widget, b: Widget): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

import { strFromU8, unzipSync } from 'fflate';
import { type Packaging, packageService, resourcesOf } from './packaged-service';

let packaging: Packaging;

beforeAll(async () => {
  packaging = await packageService();
}, 120_000);

const handlers = [
  'admit',
  'observe',
  'decide',
  'apply',
  'progress',
  'verify',
  'record',
  'release',
  'recover',
  'learn',
  'replace-control',
  'replace-create',
  'replace-delete',
  'replace-capacity',
  'replace-recover',
  'review-look',
  'review-settle',
];

test('the service is packaged without credentials and without a network', () => {
  expect(packaging.output).toContain('Service packaged');
  expect(packaging.exitCode).toBe(0);
});

test('every handler is a function of its own bundle, runtime and role', () => {
  const functions = resourcesOf(packaging.template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);

  expect(functions.map(({ FunctionName }) => FunctionName).toSorted()).toEqual(
    handlers.map((name) => `daxpilot-${name}`).toSorted(),
  );
  expect(new Set(functions.map(({ Role }) => JSON.stringify(Role))).size).toBe(handlers.length);
  for (const properties of functions) {
    expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    // Nothing waits for the review; a step of the machine has 30 s.
    expect(properties.Timeout).toBe(properties.FunctionName === 'daxpilot-learn' ? 300 : 30);
  }
});

test('environment variables are literal, so that a handler can be invoked locally', () => {
  for (const [, { Properties }] of resourcesOf(packaging.template, 'AWS::Lambda::Function')) {
    expect(Properties.Environment).toEqual({
      Variables: {
        LEDGER_TABLE: 'daxpilot-ledger',
        NOTICE_TOPIC: 'daxpilot-notices',
        RIGHTSIZE_MACHINE: 'daxpilot-rightsize',
        REPLACE_MACHINE: 'daxpilot-replace-cluster',
      },
    });
  }
});

test.each(handlers)('the bundle of %s is one small file that carries the declared targets', (name) => {
  const zip = packaging.artifact(`${name}.zip`);
  const files = unzipSync(zip);

  expect(Object.keys(files)).toEqual([`functions/${name}.js`]);
  const code = strFromU8(files[`functions/${name}.js`] ?? new Uint8Array());
  expect(code).not.toContain('process.env.DAXPILOT_CONFIG');
  expect(code).toContain('"cluster":"products"');
  expect(zip.byteLength).toBeLessThan(1024 ** 2);
});

test('a machine calls exact versions of the handlers and nothing else', () => {
  const machines = resourcesOf(packaging.template, 'AWS::StepFunctions::StateMachine');

  expect(machines.map(([, { Properties }]) => Properties.StateMachineName).toSorted()).toEqual([
    'daxpilot-recovery',
    'daxpilot-replace-cluster',
    'daxpilot-replace-recovery',
    'daxpilot-review',
    'daxpilot-rightsize',
  ]);
  for (const [, { Properties }] of machines) {
    expect(Properties.StateMachineType).toBe('STANDARD');
    const called = versionsIn(Properties.DefinitionString).map((id) => packaging.template.Resources[id]);
    expect(called.length).toBeGreaterThan(0);
    for (const version of called) expect(version).toMatchObject({ Type: 'AWS::Lambda::Version' });
  }
});

test("a machine's role may invoke the versions of the handlers that it calls, and no others", () => {
  for (const [id, { Properties }] of resourcesOf(packaging.template, 'AWS::StepFunctions::StateMachine')) {
    const called = versionsIn(Properties.DefinitionString).map((version) => {
      const functionId = Reflect.get(Object(packaging.template.Resources[version]?.Properties.FunctionName), 'Ref');
      return `function:${packaging.template.Resources[functionId]?.Properties.FunctionName}:*`;
    });
    const allowed = JSON.stringify(packaging.template.Resources[id.replace('State', '').concat('Role')]).match(
      /function:[^"]+/g,
    );

    expect(allowed?.toSorted()).toEqual([...new Set(called)].toSorted());
  }
});

test('only an alarm of ours that goes into ALARM wakes, by exactly its detail type', () => {
  expect(packaging.template.Resources.AlarmRule?.Properties).toMatchObject({
    State: 'ENABLED',
    EventPattern: {
      source: ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      detail: { alarmName: [{ prefix: 'daxpilot/' }], state: { value: ['ALARM'] } },
    },
    Targets: [{ Arn: { Ref: 'RightsizeStateMachine' } }],
  });
});

test('the recoveries hear of the ends of their machines that no Catch saw', () => {
  expect(packaging.template.Resources.ExecutionEndRule?.Properties).toMatchObject({
    State: 'ENABLED',
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [{ Ref: 'RightsizeStateMachine' }, { Ref: 'RecoveryStateMachine' }],
      },
    },
    Targets: [{ Arn: { Ref: 'RecoveryStateMachine' } }],
  });
  expect(packaging.template.Resources.HandOverEndRule?.Properties).toMatchObject({
    State: 'ENABLED',
    EventPattern: {
      detail: { stateMachineArn: [{ Ref: 'ReplaceClusterStateMachine' }, { Ref: 'ReplaceRecoveryStateMachine' }] },
    },
    Targets: [{ Arn: { Ref: 'ReplaceRecoveryStateMachine' } }],
  });
});

test('each declared target has a schedule that starts rightsize every 10 minutes', () => {
  const schedules = resourcesOf(packaging.template, 'AWS::Events::Rule').filter(
    ([, { Properties }]) => Properties.ScheduleExpression === 'rate(10 minutes)',
  );

  expect(schedules.map(([, { Properties }]) => Properties)).toMatchObject(
    ['products', 'orders'].map((target) => ({
      ScheduleExpression: 'rate(10 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: { Ref: 'RightsizeStateMachine' }, Input: `{"target":"${target}","reason":"schedule"}` }],
    })),
  );
});

test('the review sweeps every 6 hours', () => {
  expect(packaging.template.Resources.ReviewRule?.Properties).toMatchObject({
    State: 'ENABLED',
    ScheduleExpression: 'rate(6 hours)',
    Targets: [{ Arn: { Ref: 'ReviewStateMachine' } }],
  });
});

test('the ledger is kept, encrypted and can be restored to a point in time', () => {
  expect(packaging.template.Resources.LedgerTable).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: {
      TableName: 'daxpilot-ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    },
  });
});

test('machines, table and topic are outputs', () => {
  expect(packaging.template.Outputs).toMatchObject({
    RightsizeStateMachineArn: { Value: { Ref: 'RightsizeStateMachine' } },
    RecoveryStateMachineArn: { Value: { Ref: 'RecoveryStateMachine' } },
    LedgerTableName: { Value: { Ref: 'LedgerTable' } },
    NoticeTopicArn: { Value: { Ref: 'NoticeTopic' } },
  });
});

test('a configuration with several mistakes stops the packaging with all of them', async () => {
  const config = [
    'targets:',
    '  products:',
    '    cluser: products',
    '    tables: [pr]',
    '    policy:',
    '      nodes: { min: 12 }',
  ].join('\n');

  const { exitCode, output, template } = await packageService({ config });

  expect(exitCode).toBe(1);
  expect(output).toContain('daxpilot.yml has 3 problems');
  expect(output).toMatch(/daxpilot\.yml:3:\d+ targets\.products\.cluser.*did you mean "?cluster/);
  expect(output).toMatch(/daxpilot\.yml:4:\d+ targets\.products\.tables.*"pr"/);
  expect(output).toMatch(/daxpilot\.yml:6:\d+ targets\.products\.policy\.nodes\.min = 12/);
  expect(output).not.toMatch(/^\s+at /m);
  expect(template.Resources).toEqual({});
}, 60_000);

/** Logical ids of what `Fn::Sub` puts into a definition. */
function versionsIn(definition: unknown): readonly string[] {
  const [, params] = Reflect.get(Object(definition), 'Fn::Sub') as readonly [string, Record<string, { Ref: string }>];
  return Object.values(params).map(({ Ref }) => Ref);
}

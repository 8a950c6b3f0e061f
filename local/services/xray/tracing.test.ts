import type { PlatformHost } from '../../kernel/platform';
import { createLambdaService } from '../lambda';
import { zipOf } from '../lambda/testing';
import type { Json } from '../stepfunctions/json';
import { FUNCTION_ARN, FunctionFault, StatesFixture, scriptedLambda } from '../stepfunctions/testing';
import type { SegmentDocument } from './segment-document';
import { TraceStore } from './trace-store';
import { XRay } from './xray';

const root = '1-5759e988-bd862e3fe1be46a994272793';
const parent = '53995c3f42cd8ad8';
const tracing = { tracingConfiguration: { enabled: true } };

/** Sends one subsegment as a handler would, and gives back what its environment says. */
const code = `
const dgram = require('node:dgram');
exports.handler = async ({ fails }) => {
  const { _X_AMZN_TRACE_ID: header = null, AWS_XRAY_DAEMON_ADDRESS: daemon = null } = process.env;
  const [, root, parent, sampled] = /Root=([^;]*);Parent=([^;]*);Sampled=(.)/.exec(header ?? '') ?? [];
  if (daemon !== null && sampled === '1') {
    const document = { type: 'subsegment', name: 'own', id: '0123456789abcdef', trace_id: root, parent_id: parent, start_time: 1, end_time: 2 };
    const [host, port] = daemon.split(':');
    const socket = dgram.createSocket('udp4');
    await new Promise((done) => socket.send('{"format":"json","version":1}\\n' + JSON.stringify(document), port, host, done));
    socket.close();
  }
  if (fails) throw new RangeError('no');
  return { header, hasDaemon: daemon !== null };
};`;

const running: StatesFixture[] = [];
afterEach(async () => {
  for (const fixture of running.splice(0)) await fixture.stop();
});

/** Step Functions and Lambda with what they record. */
function aPlace(scripted?: (event: Json) => unknown) {
  const traces = new TraceStore();
  const asked = new Set<string>();
  const lambda = (platform: PlatformHost) => createLambdaService(platform, { xray: new XRay(platform, traces) });
  const fixture = new StatesFixture([scripted === undefined ? lambda : scriptedLambda(scripted)], { traces });
  running.push(fixture);
  fixture.platform.judgeBy((caller, { action }) => {
    asked.add(`${caller.roleArn?.split('/').at(-1)} ${action}`);
    return undefined;
  });
  const only = (): readonly SegmentDocument[] => traces.get(traces.list()[0]?.id ?? '')?.segments ?? [];
  /** Datagrams arrive in a turn of their own. */
  const arrived = async (count: number): Promise<readonly SegmentDocument[]> => {
    while (only().length < count) await new Promise((resolve) => setImmediate(resolve));
    return only();
  };
  return { fixture, traces, asked, only, arrived };
}

const createFunction = (fixture: StatesFixture, Mode?: string) =>
  fixture.call(
    'CreateFunction',
    {
      FunctionName: 'work',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/functions',
      Code: { ZipFile: zipOf({ 'index.js': code }) },
      ...(Mode === undefined ? {} : { TracingConfig: { Mode } }),
    },
    'lambda',
  );

async function invoke(fixture: StatesFixture, event: object, traceHeader?: string): Promise<unknown> {
  const input = { FunctionName: 'work', Payload: Buffer.from(JSON.stringify(event)) };
  const caller = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' } as const;
  const answer = await fixture.platform.call<{ readonly Payload: Uint8Array }>('lambda', 'Invoke', input, caller, {
    traceHeader,
  });
  return JSON.parse(Buffer.from(answer.Payload).toString());
}

const named = (documents: readonly SegmentDocument[]) =>
  documents.map(({ name, origin, fault = false }) => [name, origin, fault]);

describe('a function', () => {
  test('with active tracing has two segments, and what its handler sends hangs under the second', async () => {
    const { fixture, arrived, asked } = aPlace();
    await createFunction(fixture, 'Active');
    const { header, hasDaemon } = (await invoke(fixture, {})) as {
      readonly header: string;
      readonly hasDaemon: boolean;
    };
    const documents = await arrived(3);
    const [service, own, sent] = documents;

    expect(named(documents)).toEqual([
      ['work', 'AWS::Lambda', false],
      ['work', 'AWS::Lambda::Function', false],
      ['own', undefined, false],
    ]);
    expect(service?.parent_id).toBeUndefined();
    expect([own?.parent_id, sent?.parent_id]).toEqual([service?.id, own?.id]);
    expect(header).toBe(`Root=${service?.trace_id};Parent=${own?.id};Sampled=1`);
    expect(hasDaemon).toBe(true);
    expect([...asked]).toEqual(
      expect.arrayContaining(['functions xray:PutTraceSegments', 'functions xray:PutTelemetryRecords']),
    );
  });

  test('that fails is a fault by the name of its error', async () => {
    const { fixture, arrived } = aPlace();
    await createFunction(fixture, 'Active');
    await invoke(fixture, { fails: true }, `Root=${root};Parent=${parent};Sampled=1`);
    const documents = await arrived(3);

    expect(named(documents)).toEqual([
      ['work', 'AWS::Lambda', true],
      ['work', 'AWS::Lambda::Function', true],
      ['own', undefined, false],
    ]);
    expect(documents[0]).toMatchObject({
      trace_id: root,
      parent_id: parent,
      cause: { exceptions: [{ type: 'RangeError' }] },
    });
  });

  test.each([
    ['Active', `Root=${root};Parent=${parent};Sampled=0`],
    ['PassThrough', `Root=${root};Parent=${parent};Sampled=1`],
    [undefined, `Root=${root};Parent=${parent};Sampled=1`],
    [undefined, undefined],
  ])('with tracing %s and the header %s hands on what it was given and records nothing', async (mode, header) => {
    const { fixture, traces } = aPlace();
    await createFunction(fixture, mode);
    const { header: seen } = (await invoke(fixture, {}, header)) as { readonly header: string | null };

    expect(seen).toBe(header ?? null);
    expect(traces.list()).toEqual([]);
  });

  test('has no other mode', async () => {
    const { fixture } = aPlace();

    await expect(createFunction(fixture, 'On')).rejects.toThrow(/tracingConfig.mode/);
  });
});

const task = (more: object = {}) => ({ Type: 'Task', Resource: FUNCTION_ARN, ...more });
const machine = (States: object) => ({ QueryLanguage: 'JSONata', StartAt: 'A', States });

async function executed(
  place: ReturnType<typeof aPlace>,
  definition: object,
  more: object = tracing,
  started: object = {},
) {
  const stateMachineArn = await place.fixture.create(definition, more);
  const { executionArn } = await place.fixture.call<{ executionArn: string }>('StartExecution', {
    stateMachineArn,
    input: '{}',
    ...started,
  });
  await place.fixture.toEnd(executionArn);
  return executionArn;
}

/** `machine-1 > A > Lambda`, faults marked with `!`. */
function tree(documents: readonly SegmentDocument[]): readonly string[] {
  const byId = new Map(documents.map((document) => [document.id, document]));
  const path = ({ name, fault, parent_id }: SegmentDocument): string => {
    const above = byId.get(parent_id ?? '');
    return `${above === undefined ? '' : `${path(above)} > `}${name}${fault === true ? '!' : ''}`;
  };
  return documents.map(path).toSorted();
}

describe('a machine', () => {
  test('with tracing has a segment, its states and each attempt of their tasks; branches hang under their state', async () => {
    let calls = 0;
    const place = aPlace(() => {
      calls += 1;
      if (calls === 1) throw new FunctionFault('Busy');
      return null;
    });
    const inner = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    await executed(
      place,
      machine({
        A: task({ Next: 'M', Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }] }),
        M: { Type: 'Map', Items: [1, 2], ItemProcessor: inner('I'), Next: 'P' },
        P: { Type: 'Parallel', Branches: [inner('J')], End: true },
      }),
    );

    expect(tree(place.only())).toEqual([
      'machine-1',
      'machine-1 > A',
      'machine-1 > A > Lambda',
      'machine-1 > A > Lambda!',
      'machine-1 > M',
      'machine-1 > M > I',
      'machine-1 > M > I',
      'machine-1 > P',
      'machine-1 > P > J',
    ]);
    expect([...place.asked].toSorted()).toEqual([
      `machine xray:GetSamplingRules`,
      `machine xray:GetSamplingTargets`,
      `machine xray:PutTelemetryRecords`,
      `machine xray:PutTraceSegments`,
    ]);
  });

  test('whose execution fails is a fault by the name of the error', async () => {
    const place = aPlace(() => {
      throw new FunctionFault('Broken');
    });
    await executed(place, machine({ A: task({ End: true }) }));

    expect(tree(place.only())).toEqual(['machine-1!', 'machine-1! > A!', 'machine-1! > A! > Lambda!']);
    expect(place.only()[0]).toMatchObject({ cause: { exceptions: [{ type: 'Broken' }] } });
  });

  test('that is at work is in progress, and is ended by StopExecution', async () => {
    const place = aPlace();
    const stateMachineArn = await place.fixture.create(
      machine({ A: { Type: 'Wait', Seconds: 60, End: true } }),
      tracing,
    );
    const { executionArn } = await place.fixture.call<{ executionArn: string }>('StartExecution', { stateMachineArn });
    await place.fixture.clock.advance(1_000);
    const [before] = place.traces.list();
    await place.fixture.call('StopExecution', { executionArn });
    await place.fixture.clock.advance(0);

    expect(before).toMatchObject({ inProgress: true, executions: [executionArn] });
    expect(tree(place.only())).toEqual(['machine-1!', 'machine-1! > A!']);
    expect(place.traces.list()).toMatchObject([{ inProgress: false }]);
  });

  test('goes by the decision of whoever starts it, and asks for no rules then', async () => {
    const place = aPlace(() => null);
    const given = `Root=${root};Parent=${parent};Sampled=1`;
    const executionArn = await executed(place, machine({ A: task({ End: true }) }), tracing, { traceHeader: given });

    expect(place.only()[0]).toMatchObject({ trace_id: root, parent_id: parent });
    expect([...place.asked].filter((one) => one.includes('GetSampling'))).toEqual([]);
    expect(await place.fixture.call('DescribeExecution', { executionArn })).toMatchObject({ traceHeader: given });
  });

  test.each([
    ['without tracing', {}, `Root=${root};Parent=${parent};Sampled=1`],
    ['that is not to record', tracing, `Root=${root};Parent=${parent};Sampled=0`],
  ])('%s records nothing and hands on what it was given', async (_, more, traceHeader) => {
    const place = aPlace();
    await createFunction(place.fixture, 'PassThrough');
    const arn = await executed(place, machine({ A: task({ End: true }) }), more, { traceHeader });
    const { output } = await place.fixture.describe(arn);

    expect(output).toMatchObject({ header: traceHeader });
    expect(place.traces.list()).toEqual([]);
  });

  test('refuses a header that is too long', async () => {
    const place = aPlace();
    const stateMachineArn = await place.fixture.create(machine({ A: { Type: 'Succeed' } }), tracing);

    await expect(
      place.fixture.call('StartExecution', { stateMachineArn, traceHeader: 'x'.repeat(257) }),
    ).rejects.toThrow(/traceHeader/);
  });
});

import { transform } from 'esbuild';
import type { PlatformHost } from '../../kernel/platform';
import { aLambdaPlatform, ROLE, zipOf } from './testing';

const root = { kind: 'root', arn: 'arn:aws:iam::123456789012:root' } as const;

interface Invoked {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly Payload?: Uint8Array;
  readonly ExecutedVersion?: string;
}

describe('invoking a function', () => {
  let platform: PlatformHost;
  let lines: ReturnType<typeof aLambdaPlatform>['lines'];

  beforeEach(() => {
    ({ platform, lines } = aLambdaPlatform());
  });
  afterEach(() => platform.stop());

  const create = (files: Record<string, string>, more: object = {}) =>
    platform.call(
      'lambda',
      'CreateFunction',
      {
        FunctionName: 'f',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: ROLE,
        Code: { ZipFile: zipOf(files) },
        ...more,
      },
      root,
    );
  const invoke = async (event: unknown = {}, more: object = {}) => {
    const output = await platform.call<Invoked>(
      'lambda',
      'Invoke',
      { FunctionName: 'f', Payload: Buffer.from(JSON.stringify(event)), ...more },
      root,
    );
    return {
      ...output,
      body: output.Payload === undefined ? undefined : JSON.parse(Buffer.from(output.Payload).toString()),
    };
  };

  test.each([
    ['an async handler', { 'index.js': 'exports.handler = async (event) => ({ got: event.n });' }, 'index.handler'],
    [
      'a callback',
      { 'index.js': 'exports.handler = (event, context, done) => setTimeout(() => done(null, { got: event.n }), 1);' },
      'index.handler',
    ],
    [
      'context.succeed',
      { 'index.js': 'exports.handler = (event, context) => { context.succeed({ got: event.n }); };' },
      'index.handler',
    ],
    ['an ES module', { 'index.mjs': 'export const handler = async (event) => ({ got: event.n });' }, 'index.handler'],
    [
      'a .js ES module',
      {
        'index.js': 'export const handler = async (event) => ({ got: event.n });',
        'package.json': '{"type":"module"}',
      },
      'index.handler',
    ],
    [
      'a folder and a nested export',
      { 'src/a/b.js': 'exports.api = { get: async (event) => ({ got: event.n }) };' },
      'src/a/b.api.get',
    ],
  ])('%s answers', async (_form, files, handler) => {
    await create(files, { Handler: handler });

    const { StatusCode, FunctionError, body, ExecutedVersion } = await invoke({ n: 7 });

    expect({ StatusCode, FunctionError, body, ExecutedVersion }).toEqual({
      StatusCode: 200,
      FunctionError: undefined,
      body: { got: 7 },
      ExecutedVersion: '$LATEST',
    });
  });

  test.each([
    ['nothing', 'async () => {}'],
    ['a promise that never settles and no work left', '() => new Promise(() => {})'],
    ['no answer through the callback', '(event, context, done) => {}'],
  ])('%s gives null', async (_form, handler) => {
    await create({ 'index.js': `exports.handler = ${handler};` });

    expect((await invoke()).body).toBeNull();
  });

  test('a thrown error comes back with its type, message and trace mapped to the source', async () => {
    await create({
      'index.js':
        'exports.handler = async () => { const e = new Error("no such target"); e.name = "TargetMissing"; throw e; };',
    });

    const { FunctionError, body } = await invoke();

    expect(FunctionError).toBe('Unhandled');
    expect(body).toMatchObject({ errorType: 'TargetMissing', errorMessage: 'no such target' });
    expect(body.trace.join('\n')).toMatch(/at (exports\.)?handler/);
  });

  test('a trace names the lines of the source that the bundle was made of', async () => {
    const source =
      'type Event = { n: number };\n\n\nexport const handler = async (event: Event) => {\n  throw new Error(String(event.n));\n};\n';
    const { code } = await transform(source, {
      loader: 'ts',
      format: 'cjs',
      minify: true,
      sourcemap: 'inline',
      sourcefile: 'apply.ts',
    });
    await create({ 'index.js': code });

    const { body } = await invoke({ n: 1 });

    expect(body.trace.join('\n')).toContain('apply.ts:5');
  });

  test.each([
    ['the module is missing', { 'other.js': '' }, 'Runtime.ImportModuleError', /Cannot find module 'index'/],
    [
      'the module requires a missing one',
      { 'index.js': 'require("nowhere-to-be-found")' },
      'Runtime.ImportModuleError',
      /nowhere-to-be-found/,
    ],
    [
      'the export is missing',
      { 'index.js': 'exports.other = 1' },
      'Runtime.HandlerNotFound',
      /index.handler is undefined or not exported/,
    ],
    ['the code does not parse', { 'index.js': 'exports.handler = (' }, 'Runtime.UserCodeSyntaxError', /SyntaxError/],
    ['the module throws', { 'index.js': 'throw new RangeError("bad start")' }, 'RangeError', /bad start/],
    ['the module exits', { 'index.js': 'process.exit(3)' }, 'Runtime.ExitError', /exit status 3/],
    [
      'the handler exits with 0',
      { 'index.js': 'exports.handler = async () => process.exit(0)' },
      'Runtime.ExitError',
      /without providing a reason/,
    ],
    [
      'the handler exits with 7',
      { 'index.js': 'exports.handler = async () => process.exit(7)' },
      'Runtime.ExitError',
      /exit status 7/,
    ],
    [
      'a timer throws',
      { 'index.js': 'exports.handler = () => new Promise(() => setTimeout(() => { throw new TypeError("late") }, 5))' },
      'TypeError',
      /late/,
    ],
    [
      'a promise is left rejected',
      {
        'index.js':
          'exports.handler = () => new Promise(() => { Promise.reject(new Error("lost")); setTimeout(() => {}, 5000); })',
      },
      'Runtime.UnhandledPromiseRejection',
      /lost/,
    ],
    [
      'the heap is full',
      { 'index.js': 'exports.handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); }' },
      'Runtime.ExitError',
      /signal: killed/,
    ],
  ])(
    '%s: the failure is reported and the next invocation gets a fresh instance',
    async (_what, files, errorType, message) => {
      await create(files);

      const first = await invoke();
      const second = await invoke();

      expect(first.FunctionError).toBe('Unhandled');
      expect(first.body.errorType).toBe(errorType);
      expect(first.body.errorMessage).toMatch(message);
      expect(second.body.errorType).toBe(errorType);
    },
  );

  test('a handler that takes too long is ended in wall time, though the clock is paused', async () => {
    await create({ 'index.js': 'exports.handler = () => new Promise((r) => setTimeout(r, 60000));' }, { Timeout: 1 });
    const startedMs = performance.now();

    const { body } = await invoke();

    expect(body.errorType).toBe('Sandbox.Timedout');
    expect(body.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/);
    expect(performance.now() - startedMs).toBeGreaterThan(950);
  });

  test('the function sees its own environment only, and its context', async () => {
    await create(
      {
        'index.js': `exports.handler = async (event, context) => ({
          env: process.env, remaining: context.getRemainingTimeInMillis(), name: context.functionName, arn: context.invokedFunctionArn,
          memory: context.memoryLimitInMB, id: context.awsRequestId });`,
      },
      { Environment: { Variables: { MINE: 'yes' } }, Timeout: 5, MemorySize: 256 },
    );

    const { body } = await invoke();

    expect(body).toMatchObject({ name: 'f', arn: 'arn:aws:lambda:us-east-1:123456789012:function:f', memory: '256' });
    expect(body.remaining).toBeGreaterThan(4_000);
    expect(body.remaining).toBeLessThanOrEqual(5_000);
    expect(body.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(body.env).toMatchObject({
      MINE: 'yes',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    });
    expect(body.env.HOME).toBeUndefined();
  });

  test('the issued credentials belong to a session of the function role', async () => {
    await create({ 'index.js': 'exports.handler = async () => process.env.AWS_ACCESS_KEY_ID' });

    const { body } = await invoke();

    expect(platform.credentials.find(body)?.principal).toMatchObject({
      arn: 'arn:aws:sts::123456789012:assumed-role/functions/f',
      roleArn: ROLE,
    });
  });

  test('a warm instance is used again, concurrent invocations get instances of their own', async () => {
    await create({
      'index.js':
        'let n = 0; exports.handler = async (e) => { n += 1; await new Promise((r) => setTimeout(r, e.ms)); return n; }',
    });

    const first = (await invoke({ ms: 0 })).body;
    const second = (await invoke({ ms: 0 })).body;
    const together = await Promise.all([invoke({ ms: 300 }), invoke({ ms: 300 })]);

    expect([first, second]).toEqual([1, 2]);
    expect(together.map(({ body }) => body).sort()).toEqual([1, 3]);
  });

  test.each([
    [
      'index.js',
      'const { DynamoDBClient } = require("@aws-sdk/client-dynamodb"); exports.handler = async () => DynamoDBClient.name;',
    ],
    [
      'index.mjs',
      'import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; export const handler = async () => DynamoDBClient.name;',
    ],
  ])('the SDK that the runtime brings is there for %s, other packages of the platform are not', async (file, text) => {
    await create({ [file]: text });
    await create({ 'index.js': 'exports.handler = async () => require("jsonata")' }, { FunctionName: 'g' });

    expect((await invoke()).body).toBe('DynamoDBClient');
    expect((await invoke({}, { FunctionName: 'g' })).body.errorMessage).toContain("Cannot find module 'jsonata'");
  });

  test('new code replaces warm instances', async () => {
    await create({ 'index.js': 'exports.handler = async () => 1' });
    await invoke();
    await platform.call(
      'lambda',
      'UpdateFunctionCode',
      { FunctionName: 'f', ZipFile: zipOf({ 'index.js': 'exports.handler = async () => 2' }) },
      root,
    );

    expect((await invoke()).body).toBe(2);
  });

  test('a hundred invocations at once all answer', async () => {
    await create({ 'index.js': 'exports.handler = async (e) => e.n' });

    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => invoke({ n })));

    expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  });

  test('console output reaches the log and the tail, line by line with the request id', async () => {
    await create({
      'index.js': 'exports.handler = async () => { console.log("seen %d", 3); console.error("bad"); return 1; }',
    });

    const { LogResult } = await invoke({}, { LogType: 'Tail' });

    const tail = Buffer.from(LogResult ?? '', 'base64').toString();
    expect(tail).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\n\S+\t\1\tINFO\tseen 3\n\S+\t\1\tERROR\tbad\nEND RequestId: \1\nREPORT/,
    );
    expect(lines.filter(({ event }) => event === 'lambda.log').map(({ fields }) => fields.text)).toEqual([
      expect.stringContaining('seen 3'),
      expect.stringContaining('bad'),
    ]);
  });

  test('DryRun answers 204 and runs nothing', async () => {
    await create({ 'index.js': 'exports.handler = async () => { console.log("ran"); }' });

    const { StatusCode } = await invoke({}, { InvocationType: 'DryRun' });

    expect(StatusCode).toBe(204);
    expect(lines.filter(({ event }) => event === 'lambda.log')).toEqual([]);
  });

  test('a failing asynchronous event is tried again after one and two virtual minutes, then dropped', async () => {
    await create({ 'index.js': 'exports.handler = async () => { throw new Error("always"); }' });
    const startMs = platform.clock.now();

    const { StatusCode } = await invoke({}, { InvocationType: 'Event' });
    await (platform.clock as unknown as { advance(ms: number): Promise<void> }).advance(600_000);

    expect(StatusCode).toBe(202);
    expect(lines.filter(({ event }) => event === 'lambda.invoked').map(({ atMs }) => atMs - startMs)).toEqual([
      0, 60_000, 180_000,
    ]);
    expect(lines.filter(({ event }) => event === 'lambda.event-dropped')).toHaveLength(1);
  });

  test.each([
    ['a payload that is no JSON', { Payload: Buffer.from('{') }, 'InvalidRequestContentException'],
    ['a payload over 6 MB', { Payload: Buffer.alloc(6_291_457, 'x') }, 'RequestTooLargeException'],
    [
      'an event over 1 MB',
      { InvocationType: 'Event', Payload: Buffer.alloc(1_048_577, 'x') },
      'RequestTooLargeException',
    ],
    ['an unknown function', { FunctionName: 'nowhere' }, 'ResourceNotFoundException'],
    ['an unknown qualifier', { Qualifier: '9' }, 'ResourceNotFoundException'],
    ['two qualifiers that differ', { FunctionName: 'f:1', Qualifier: '2' }, 'InvalidParameterValueException'],
    ['a name that is none', { FunctionName: 'a b' }, 'ValidationException'],
    [
      'another region',
      { FunctionName: 'arn:aws:lambda:eu-west-1:123456789012:function:f' },
      'ResourceNotFoundException',
    ],
    ['an unknown type', { InvocationType: 'Later' }, 'InvalidParameterValueException'],
  ])('%s is refused', async (_what, input, name) => {
    await create({ 'index.js': 'exports.handler = async () => 1' });

    await expect(invoke({}, input)).rejects.toMatchObject({ name });
  });

  test('an answer over 6 MB is an error of the function', async () => {
    await create({ 'index.js': 'exports.handler = async () => "x".repeat(6_291_556)' });

    expect((await invoke()).body.errorType).toBe('Function.ResponseSizeTooLarge');
  });

  test('reserved concurrency throttles', async () => {
    await create({ 'index.js': 'exports.handler = () => new Promise((r) => setTimeout(r, 200))' });
    await platform.call(
      'lambda',
      'PutFunctionConcurrency',
      { FunctionName: 'f', ReservedConcurrentExecutions: 1 },
      root,
    );

    const [first, second] = await Promise.allSettled([invoke(), invoke()]);

    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { name: 'TooManyRequestsException', statusCode: 429 } });
  });

  test('Node.js 24 takes no callback handlers, as on AWS', async () => {
    await create(
      { 'index.js': 'exports.handler = (event, context, done) => done(null, 1)' },
      { Runtime: 'nodejs24.x' },
    );

    expect((await invoke()).body.errorType).toBe('Runtime.CallbackHandlerDeprecated');
  });

  test('a versioned ARN runs what was published, an alias what it points to', async () => {
    await create({ 'index.js': 'exports.handler = async (e, c) => [1, c.invokedFunctionArn]' }, { Publish: true });
    await platform.call(
      'lambda',
      'UpdateFunctionCode',
      {
        FunctionName: 'f',
        ZipFile: zipOf({ 'index.js': 'exports.handler = async (e, c) => [2, c.invokedFunctionArn]' }),
      },
      root,
    );
    await platform.call('lambda', 'CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' }, root);
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:f';

    expect((await invoke({}, { FunctionName: `${arn}:1` })).body).toEqual([1, `${arn}:1`]);
    expect((await invoke({}, { FunctionName: arn, Qualifier: 'live' })).body).toEqual([1, `${arn}:live`]);
    expect((await invoke({}, { FunctionName: '123456789012:function:f' })).body).toEqual([2, arn]);
  });

  test('after stop no thread is left, not even one that was busy', async () => {
    await create({
      'index.js': 'exports.handler = () => new Promise((r) => { console.log("began"); setTimeout(r, 60000); })',
    });
    const began = new Promise<void>((resolve) => {
      platform.log.onLine(({ event }) => event === 'lambda.log' && resolve());
    });
    const pending = invoke();
    await began;

    await platform.stop();

    expect((await pending).body.errorType).toBe('Runtime.ExitError');
  });
});

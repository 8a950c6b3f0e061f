import type { Json } from '../json';
import {
  FUNCTION_ARN,
  FunctionFault,
  oneJsonPathState,
  oneState,
  START_MS,
  StatesFixture,
  scriptedLambda,
} from '../testing';

describe('states', () => {
  let fixture: StatesFixture;

  beforeEach(() => {
    fixture = new StatesFixture([
      scriptedLambda((event) => {
        const { fail, ...rest } = event as { fail?: string };
        if (fail !== undefined) {
          throw new FunctionFault(fail, 'boom');
        }
        return rest;
      }),
    ]);
  });
  afterEach(() => fixture.stop());

  const task = { Type: 'Task', Resource: FUNCTION_ARN };

  test.each<[string, object, Json, Json]>([
    ['JSONata Pass without Output gives its input', oneState({ Type: 'Pass' }), { a: [1, null] }, { a: [1, null] }],
    [
      'Output may be any JSON',
      oneState({ Type: 'Pass', Output: { a: null, b: [true, '{% $states.input.x %}'] } }),
      { x: 1 },
      { a: null, b: [true, 1] },
    ],
    [
      'JSONPath Result',
      oneJsonPathState({ Type: 'Pass', Result: { r: 1 }, ResultPath: '$.x.y' }),
      { x: { z: 2 } },
      { x: { z: 2, y: { r: 1 } } },
    ],
    [
      'ResultPath null keeps the input',
      oneJsonPathState({ Type: 'Pass', Result: 1, ResultPath: null }),
      { a: 1 },
      { a: 1 },
    ],
    ['InputPath null is an empty object', oneJsonPathState({ Type: 'Pass', InputPath: null }), { a: 1 }, {}],
    ['OutputPath null is an empty object', oneJsonPathState({ Type: 'Pass', OutputPath: null }), { a: 1 }, {}],
    [
      'Parameters with the context object',
      oneJsonPathState({ Type: 'Pass', Parameters: { 's.$': '$$.State.Name', l: [{ 'v.$': '$.a' }] } }),
      { a: 2 },
      { s: 'A', l: [{ v: 2 }] },
    ],
    [
      'InputPath, Parameters, ResultSelector, ResultPath and OutputPath in that order',
      oneJsonPathState({
        ...task,
        InputPath: '$.in',
        Parameters: { 'p.$': '$.a', c: 1 },
        ResultSelector: { 'got.$': '$.p' },
        ResultPath: '$.res',
        OutputPath: '$.res',
      }),
      { in: { a: 3 } },
      { got: 3 },
    ],
    [
      'Task in JSONata: Arguments, result, Output',
      oneState({
        ...task,
        Arguments: { v: '{% $states.input.x %}' },
        Output: { r: '{% $states.result.v %}', i: '{% $states.input.x %}' },
      }),
      { x: 5 },
      { r: 5, i: 5 },
    ],
    [
      'Succeed with Output',
      { QueryLanguage: 'JSONata', StartAt: 'A', States: { A: { Type: 'Succeed', Output: '{% $states.input.x %}' } } },
      { x: 9 },
      9,
    ],
    [
      'Succeed with OutputPath',
      { StartAt: 'A', States: { A: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' } } },
      { a: { b: 4 } },
      4,
    ],
    [
      '$states.context',
      oneState({
        Type: 'Pass',
        Output:
          '{% [$states.context.State.Name, $states.context.State.RetryCount, $states.context.Execution.Input.k, $states.context.Execution.StartTime] %}',
      }),
      { k: 'v' },
      ['A', 0, 'v', new Date(START_MS).toISOString()],
    ],
    [
      'a JSONata state in a JSONPath machine',
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Assign: { 'seen.$': '$.n' }, Next: 'B' },
          B: { QueryLanguage: 'JSONata', Type: 'Pass', Output: '{% $states.input.n + $seen %}', End: true },
        },
      },
      { n: 4 },
      8,
    ],
  ])('%s', async (_what, definition, input, expected) => {
    expect(await fixture.run(definition, input)).toMatchObject({ status: 'SUCCEEDED', output: expected });
  });

  test.each<[string, object, Json, string, RegExp]>([
    [
      'Fail gives its error and cause',
      { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'c' } } },
      {},
      'E',
      /^c$/,
    ],
    [
      'Fail by expressions',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'F',
        States: {
          F: { Type: 'Fail', Error: '{% "E" & $states.input.n %}', Cause: "{% 'because ' & $states.input.n %}" },
        },
      },
      { n: 1 },
      'E1',
      /^because 1$/,
    ],
    [
      'Fail by paths and an intrinsic function',
      { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('cause {}', $.c)" } } },
      { e: 'PE', c: 7 },
      'PE',
      /^cause 7$/,
    ],
    [
      'ErrorPath that selects nothing',
      { StartAt: 'F', States: { F: { Type: 'Fail', ErrorPath: '$.none' } } },
      {},
      'States.Runtime',
      /The JSONPath '\$.none' specified for the field 'ErrorPath' could not be found in the input '\{\}'$/,
    ],
    [
      'InputPath that selects nothing',
      oneJsonPathState({ Type: 'Pass', InputPath: '$.none' }),
      {},
      'States.Runtime',
      /^An error occurred while executing the state 'A' \(entered at the event id #2\)\. Invalid path '\$\.none' : No results for path: \$\['none'\]$/,
    ],
    [
      'Parameters that select nothing',
      oneJsonPathState({ Type: 'Pass', Parameters: { 'x.$': '$.none' } }),
      {},
      'States.Runtime',
      /specified for the field 'x\.\$' could not be found/,
    ],
    [
      'an intrinsic function that fails',
      oneJsonPathState({ Type: 'Pass', Parameters: { 'x.$': 'States.ArrayLength($.s)' } }),
      { s: '' },
      'States.IntrinsicFailure',
      /States.ArrayLength needs an array/,
    ],
    [
      'ResultPath that does not fit',
      oneJsonPathState({ Type: 'Pass', Result: 1, ResultPath: '$.a.b' }),
      { a: 'text' },
      'States.ResultPathMatchFailure',
      /Unable to apply step "b"/,
    ],
    [
      'an undefined expression',
      oneState({ Type: 'Pass', Output: { a: { b: '{% $states.input.none %}' } } }),
      {},
      'States.QueryEvaluationError',
      /The JSONata expression '\$states.input.none' specified for the field 'Output\/a\/b' returned nothing \(undefined\)\.$/,
    ],
    [
      'an undefined variable in Assign',
      oneState({ Type: 'Pass', Assign: { x: '{% $none %}' } }),
      {},
      'States.QueryEvaluationError',
      /for the field 'Assign\/x' returned nothing/,
    ],
    [
      'an expression that throws',
      oneState({ Type: 'Pass', Output: '{% $error("stop") %}' }),
      {},
      'States.QueryEvaluationError',
      /threw an error during evaluation\. .*stop/,
    ],
    [
      '$eval',
      oneState({ Type: 'Pass', Output: '{% $eval("1") %}' }),
      {},
      'States.QueryEvaluationError',
      /T1006: Attempted to invoke a non-function/,
    ],
    [
      'a Condition that is no boolean',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'C',
        States: {
          C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.n %}', Next: 'Z' }] },
          Z: { Type: 'Pass', End: true },
        },
      },
      { n: 1 },
      'States.QueryEvaluationError',
      /'Choices\[0\]\/Condition' returned an unexpected result type\. Expected 'boolean', but was 'number' for value: 1$/,
    ],
    [
      'no rule holds, no Default',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'Z' }] }, Z: { Type: 'Pass', End: true } },
      },
      {},
      'States.Runtime',
      /Failed to transition out of the state/,
    ],
    [
      'a rule whose path selects nothing',
      {
        StartAt: 'C',
        States: {
          C: { Type: 'Choice', Choices: [{ Variable: '$.none', NumericEquals: 1, Next: 'Z' }], Default: 'Z' },
          Z: { Type: 'Pass', End: true },
        },
      },
      {},
      'States.Runtime',
      /condition path references an invalid value/,
    ],
    [
      'Wait for a negative time',
      oneState({ Type: 'Wait', Seconds: '{% $states.input.n %}' }),
      { n: -1 },
      'States.QueryEvaluationError',
      /Seconds field/,
    ],
    [
      'Wait until no time',
      oneState({ Type: 'Wait', Timestamp: '{% $states.input.t %}' }),
      { t: '2016-12-05 21:29:29Z' },
      'States.QueryEvaluationError',
      /The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05 21:29:29Z$/,
    ],
    [
      'SecondsPath with a fraction',
      oneJsonPathState({ Type: 'Wait', SecondsPath: '$.n' }),
      { n: 1.5 },
      'States.Runtime',
      /The SecondsPath parameter cannot be parsed as a long value: \$\.n == 1\.5$/,
    ],
    [
      'TimestampPath with no time',
      oneJsonPathState({ Type: 'Wait', TimestampPath: '$.t' }),
      { t: 'soon' },
      'States.Runtime',
      /TimestampPath parameter does not reference a valid ISO-8601.*== soon$/,
    ],
    [
      'Items that are no array',
      oneState({
        Type: 'Map',
        Items: '{% $states.input.n %}',
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
      }),
      { n: 1 },
      'States.QueryEvaluationError',
      /'Items' returned an unexpected result type\. Expected 'array', but was 'number' for value: 1$/,
    ],
    [
      'ItemsPath to no array',
      oneJsonPathState({
        Type: 'Map',
        ItemsPath: '$.n',
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
      }),
      { n: 1 },
      'States.Runtime',
      /Reference path "\$\.n" must point to array\.$/,
    ],
    [
      'MaxConcurrencyPath to no number',
      oneJsonPathState({
        Type: 'Map',
        ItemsPath: '$.l',
        MaxConcurrencyPath: '$.n',
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
      }),
      { l: [], n: 'NoNumber' },
      'States.Runtime',
      /The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: \$\.n$/,
    ],
    [
      'TimeoutSeconds out of range',
      oneState({ ...task, TimeoutSeconds: '{% $states.input.n %}' }),
      { n: 0 },
      'States.QueryEvaluationError',
      /TimeoutSeconds field/,
    ],
  ])('%s', async (_what, definition, input, error, cause) => {
    const described = await fixture.run(definition, input);

    expect(described).toMatchObject({ status: 'FAILED', error });
    expect(described.cause).toMatch(cause);
  });

  test('Fail without Error and Cause fails without them', async () => {
    expect(await fixture.run({ StartAt: 'F', States: { F: { Type: 'Fail' } } })).toMatchObject({
      status: 'FAILED',
      error: undefined,
      cause: undefined,
    });
  });

  test.each<[string, object, Json, number]>([
    ['Seconds', oneJsonPathState({ Type: 'Wait', Seconds: 30 }), {}, 30],
    ['Seconds by expression', oneState({ Type: 'Wait', Seconds: '{% $states.input.n * 60 %}' }), { n: 2 }, 120],
    ['SecondsPath', oneJsonPathState({ Type: 'Wait', SecondsPath: '$.n' }), { n: 7 }, 7],
    ['Timestamp', oneJsonPathState({ Type: 'Wait', Timestamp: new Date(START_MS + 90_000).toISOString() }), {}, 90],
    [
      'TimestampPath',
      oneJsonPathState({ Type: 'Wait', TimestampPath: '$.t' }),
      { t: new Date(START_MS + 5_000).toISOString() },
      5,
    ],
    [
      'Timestamp by expression',
      oneState({ Type: 'Wait', Timestamp: '{% $states.input.t %}' }),
      { t: '2026-11-24T01:00:10+01:00' },
      10,
    ],
    ['a time that is past', oneJsonPathState({ Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z' }), {}, 0],
  ])('Wait by %s takes exactly so long in virtual time', async (_what, definition, input, seconds) => {
    expect(await fixture.run(definition, input)).toMatchObject({ status: 'SUCCEEDED', seconds });
  });

  test('a loop of Wait and Choice keeps its times, however far the clock is moved at once', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'Init',
      States: {
        Init: { Type: 'Pass', Assign: { n: 0 }, Next: 'W' },
        W: { Type: 'Wait', Seconds: 30, Next: 'T' },
        T: { ...task, Assign: { n: '{% $n + 1 %}' }, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Condition: '{% $n < 20 %}', Next: 'W' }], Default: 'Z' },
        Z: { Type: 'Succeed', Output: '{% $n %}' },
      },
    };
    const arn = await fixture.start(definition);

    await fixture.clock.advance(3_600_000);

    expect(await fixture.describe(arn)).toMatchObject({ status: 'SUCCEEDED', output: 20, seconds: 600 });
  });

  test('variables: all of a state sees the values from before it', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
        C: { Type: 'Pass', Output: '{% [$states.input, $x, $nextX] %}', End: true },
      },
    };

    expect((await fixture.run(definition)).output).toEqual([3, 6, 3]);
  });

  test('variables: branches read the scope around them and keep their own', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: ['B', 'C'].map((name) => ({
            StartAt: name,
            States: {
              [name]: { Type: 'Pass', Assign: { own: '{% $x + 1 %}' }, Next: `${name}2` },
              [`${name}2`]: { Type: 'Pass', Output: '{% $own %}', End: true },
            },
          })),
          Next: 'Z',
        },
        Z: { Type: 'Pass', Output: { r: '{% $states.input %}', own: '{% $exists($own) %}' }, End: true },
      },
    };

    expect((await fixture.run(definition)).output).toEqual({ r: [2, 2], own: false });
  });

  test('Choice: the rule that holds brings its Assign and Output, Default those of the state', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n = 1 %}', Assign: { v: 'rule' }, Output: { from: 'rule' }, Next: 'Z' },
          ],
          Assign: { v: 'default' },
          Output: { from: 'state' },
          Default: 'Z',
        },
        Z: { Type: 'Pass', Output: '{% [$v, $states.input.from] %}', End: true },
      },
    };

    expect((await fixture.run(definition, { n: 1 })).output).toEqual(['rule', 'rule']);
    expect((await fixture.run(definition, { n: 2 })).output).toEqual(['default', 'state']);
  });

  test('Parallel gives its branches their input and collects in order', async () => {
    const branch = (name: string, seconds: number) => ({
      StartAt: name,
      States: { [name]: { Type: 'Wait', Seconds: seconds, Output: `{% '${name}' & $states.input.t %}`, End: true } },
    });
    const definition = oneState({
      Type: 'Parallel',
      Arguments: { t: '{% $states.input.tag %}' },
      Branches: [branch('X', 5), branch('Y', 1)],
    });

    expect(await fixture.run(definition, { tag: '!' })).toMatchObject({ output: ['X!', 'Y!'], seconds: 5 });
  });

  test('the first branch to fail stops the others at once', async () => {
    const definition = oneState({
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'W',
          States: { W: { Type: 'Wait', Seconds: 2, Next: 'F' }, F: { Type: 'Fail', Error: 'Bad', Cause: 'c' } },
        },
        { StartAt: 'L', States: { L: { Type: 'Wait', Seconds: 500, End: true } } },
      ],
    });

    expect(await fixture.run(definition)).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'c', seconds: 2 });
  });

  test.each<[number, number]>([
    [0, 2],
    [1, 10],
    [2, 6],
  ])('Map with MaxConcurrency %d takes %d s for five items of 2 s', async (maxConcurrency, seconds) => {
    const definition = oneState({
      Type: 'Map',
      Items: [1, 2, 3, 4, 5],
      MaxConcurrency: maxConcurrency,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'I',
        States: { I: { Type: 'Wait', Seconds: 2, Output: '{% $states.input * 10 %}', End: true } },
      },
    });

    expect(await fixture.run(definition)).toMatchObject({ output: [10, 20, 30, 40, 50], seconds });
  });

  test.each<[string, object, Json, Json]>([
    ['Items from the input by default', { Type: 'Map' }, [1, 2], [1, 2]],
    ['no items', { Type: 'Map', Items: [] }, {}, []],
    [
      'ItemSelector with index and value',
      {
        Type: 'Map',
        Items: '{% $states.input.l %}',
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
          t: '{% $states.input.t %}',
        },
      },
      { l: ['x'], t: 1 },
      [{ i: 0, v: 'x', t: 1 }],
    ],
    ['items by expressions inside an array', { Type: 'Map', Items: [1, '{% $states.input.n %}'] }, { n: 2 }, [1, 2]],
  ])('Map: %s', async (_what, state, input, expected) => {
    const definition = oneState({
      ...state,
      ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
    });

    expect((await fixture.run(definition, input)).output).toEqual(expected);
  });

  test('Map in JSONPath: ItemsPath, ItemSelector, ResultPath, and the old Iterator and Parameters', async () => {
    const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const fields = { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 't.$': '$.t' };
    const input = { l: ['a'], t: 1 };
    const expected = { ...input, out: [{ v: 'a', i: 0, t: 1 }] };

    const now = await fixture.run(
      oneJsonPathState({
        Type: 'Map',
        ItemsPath: '$.l',
        ItemSelector: fields,
        ItemProcessor: inner,
        ResultPath: '$.out',
      }),
      input,
    );
    const old = await fixture.run(
      oneJsonPathState({ Type: 'Map', ItemsPath: '$.l', Parameters: fields, Iterator: inner, ResultPath: '$.out' }),
      input,
    );

    expect([now.output, old.output]).toEqual([expected, expected]);
  });

  test.each<[string, object]>([
    ['a result', oneState({ ...task, Arguments: {}, Output: '{% $pad("", 262143, "x") %}' })],
    ['arguments', oneState({ ...task, Arguments: { big: '{% $pad("", 262143, "x") %}' } })],
    ['a variable', oneState({ Type: 'Pass', Assign: { big: '{% $pad("", 262143, "x") %}' } })],
    ['an output', oneJsonPathState({ Type: 'Pass', Parameters: { a: 'x'.repeat(140_000), b: 'x'.repeat(140_000) } })],
  ])('%s over 256 KiB ends in States.DataLimitExceeded', async (_what, definition) => {
    expect(await fixture.run(definition)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('exactly 262,144 bytes are taken', async () => {
    expect(await fixture.run(oneState({ Type: 'Pass', Output: '{% $pad("", 262142, "x") %}' }))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('the execution ends TIMED_OUT by its own TimeoutSeconds', async () => {
    const described = await fixture.run({ ...oneState({ Type: 'Wait', Seconds: 100 }), TimeoutSeconds: 20 });

    expect(described).toMatchObject({ status: 'TIMED_OUT', seconds: 20 });
  });

  test('25,000 events end an execution that never would', async () => {
    const described = await fixture.run(
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Choice', Choices: [{ Variable: '$.go', BooleanEquals: true, Next: 'B' }], Default: 'Z' },
          B: { Type: 'Pass', Next: 'A' },
          Z: { Type: 'Succeed' },
        },
      },
      { go: true },
    );

    expect(described).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });
});

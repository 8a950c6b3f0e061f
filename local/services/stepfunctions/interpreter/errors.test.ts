import type { Json } from '../json';
import { FUNCTION_ARN, FunctionFault, oneState, StatesFixture, scriptedLambda } from '../testing';

/** Fails as often as its input says, then gives the number of the attempt. */
function failing() {
  let calls = 0;
  return scriptedLambda((event) => {
    const { failures = Number.POSITIVE_INFINITY, errors = ['E1'] } = event as {
      failures?: number;
      errors?: readonly string[];
    };
    calls += 1;
    if (calls <= failures) {
      throw new FunctionFault(errors[(calls - 1) % errors.length] ?? 'E1', `failure ${calls}`);
    }
    return calls;
  });
}

const task = (more: object) => oneState({ Type: 'Task', Resource: FUNCTION_ARN, ...more });

describe('Retry', () => {
  let fixture: StatesFixture;

  beforeEach(() => {
    fixture = new StatesFixture([failing()]);
  });
  afterEach(() => fixture.stop());

  test.each<[string, readonly object[], number, number]>([
    ['doubles from one second by default', [{ ErrorEquals: ['E1'] }], 3, 1 + 2 + 4],
    [
      'IntervalSeconds and BackoffRate',
      [{ ErrorEquals: ['E1'], IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 3 }],
      3,
      3 + 4.5 + 6.75,
    ],
    ['BackoffRate 1', [{ ErrorEquals: ['E1'], IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 4 }], 4, 20],
    [
      'MaxDelaySeconds',
      [{ ErrorEquals: ['E1'], IntervalSeconds: 2, BackoffRate: 10, MaxAttempts: 4, MaxDelaySeconds: 6 }],
      4,
      2 + 6 + 6 + 6,
    ],
    ['States.ALL', [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 1 }], 1, 1],
    ['States.TaskFailed', [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 1 }], 1, 1],
    [
      'the first retrier that names it',
      [
        { ErrorEquals: ['E2'], IntervalSeconds: 50 },
        { ErrorEquals: ['E1'], IntervalSeconds: 1, MaxAttempts: 1 },
      ],
      1,
      1,
    ],
  ])('%s', async (_what, retry, failures, seconds) => {
    const described = await fixture.run(task({ Arguments: { failures }, Retry: retry }));

    expect(described).toMatchObject({ status: 'SUCCEEDED', output: failures + 1, seconds });
  });

  test.each<[string, readonly object[], Json, number]>([
    ['three attempts more by default', [{ ErrorEquals: ['E1'], BackoffRate: 1 }], {}, 4],
    ['MaxAttempts', [{ ErrorEquals: ['E1'], MaxAttempts: 1 }], {}, 2],
    ['MaxAttempts 0', [{ ErrorEquals: ['E1'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }], {}, 1],
    ['another error', [{ ErrorEquals: ['E2'] }], {}, 1],
    [
      'each retrier counts for itself',
      [
        { ErrorEquals: ['E1'], MaxAttempts: 1 },
        { ErrorEquals: ['E2'], MaxAttempts: 2 },
      ],
      { errors: ['E1', 'E2'] },
      3,
    ],
  ])('gives up: %s', async (_what, retry, sent, attempts) => {
    const arn = await fixture.start(task({ Arguments: sent, Retry: retry }));

    expect(await fixture.toEnd(arn)).toMatchObject({
      status: 'FAILED',
      cause: expect.stringContaining(`failure ${attempts}`),
    });
    expect((await fixture.history(arn)).filter(({ type }) => type === 'LambdaFunctionFailed')).toHaveLength(attempts);
  });

  test('JitterStrategy FULL waits no longer than without it', async () => {
    const described = await fixture.run(
      task({
        Arguments: { failures: 3 },
        Retry: [{ ErrorEquals: ['E1'], IntervalSeconds: 10, BackoffRate: 1, JitterStrategy: 'FULL' }],
      }),
    );

    expect(described.seconds).toBeLessThan(30);
    expect(described.seconds).toBeGreaterThan(0);
  });

  test('the context counts the retries', async () => {
    const described = await fixture.run(
      task({
        Arguments: { failures: 2 },
        Retry: [{ ErrorEquals: ['E1'] }],
        Output: '{% $states.context.State.RetryCount %}',
      }),
    );

    expect(described.output).toBe(2);
  });

  test('an expression that fails is retried with its state', async () => {
    const described = await fixture.run(
      task({
        Arguments: { failures: 0 },
        Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], IntervalSeconds: 4, MaxAttempts: 1 }],
        Output: '{% $states.result.none %}',
      }),
    );

    expect(described).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', seconds: 4 });
  });

  test('Parallel and Map run again as a whole', async () => {
    const branch = {
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: FUNCTION_ARN, Arguments: { failures: 2 }, End: true } },
    };
    const retry = { Retry: [{ ErrorEquals: ['E1'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 2 }] };
    const arn = await fixture.start(oneState({ Type: 'Parallel', Branches: [branch], ...retry }));

    expect(await fixture.toEnd(arn)).toMatchObject({ status: 'SUCCEEDED', output: [3], seconds: 2 });
    expect((await fixture.history(arn)).filter(({ type }) => type === 'ParallelStateStarted')).toHaveLength(3);
  });
});

describe('Catch', () => {
  let fixture: StatesFixture;

  beforeEach(() => {
    fixture = new StatesFixture([failing()]);
  });
  afterEach(() => fixture.stop());

  const caught = (catcher: object, more: object = {}) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: FUNCTION_ARN,
        Arguments: {},
        Catch: [{ Next: 'H', ...catcher }],
        End: true,
        ...more,
      },
      H: { Type: 'Pass', End: true },
    },
  });

  test.each<[string, object, Json]>([
    [
      'Output',
      { ErrorEquals: ['E1'], Output: { e: '{% $states.errorOutput.Error %}', in: '{% $states.input.k %}' } },
      { e: 'E1', in: 4 },
    ],
    ['Output as one value', { ErrorEquals: ['States.ALL'], Output: 'caught' }, 'caught'],
    ['States.TaskFailed', { ErrorEquals: ['States.TaskFailed'], Output: 1 }, 1],
  ])('by %s', async (_what, catcher, expected) => {
    expect(await fixture.run(caught(catcher), { k: 4 })).toMatchObject({ status: 'SUCCEEDED', output: expected });
  });

  test('without Output the error output goes on', async () => {
    const { output } = await fixture.run(caught({ ErrorEquals: ['States.ALL'] }));

    expect(output).toEqual({ Error: 'E1', Cause: expect.stringContaining('"errorMessage":"failure 1"') });
  });

  test('Assign of a catcher sets variables', async () => {
    const definition = caught({ ErrorEquals: ['E1'], Assign: { why: '{% $states.errorOutput.Error %}' } });
    const read = {
      ...definition,
      States: { ...definition.States, H: { Type: 'Pass', Output: '{% $why %}', End: true } },
    };

    expect((await fixture.run(read)).output).toBe('E1');
  });

  test('JSONPath: ResultPath places the error output, null drops it', async () => {
    const machine = (ResultPath: string | null) => ({
      StartAt: 'T',
      States: {
        T: { Type: 'Task', Resource: FUNCTION_ARN, Catch: [{ ErrorEquals: ['E1'], ResultPath, Next: 'H' }], End: true },
        H: { Type: 'Pass', End: true },
      },
    });

    expect((await fixture.run(machine('$.err'), { k: 1 })).output).toMatchObject({ k: 1, err: { Error: 'E1' } });
    expect((await fixture.run(machine(null), { k: 1 })).output).toEqual({ k: 1 });
  });

  test('the first catcher that names the error takes it, after the retries', async () => {
    const arn = await fixture.start(
      caught(
        { ErrorEquals: ['E2'] },
        {
          Catch: [
            { ErrorEquals: ['E2'], Next: 'H', Output: 2 },
            { ErrorEquals: ['E1'], Next: 'H', Output: 1 },
          ],
          Retry: [{ ErrorEquals: ['E1'], MaxAttempts: 1 }],
        },
      ),
    );

    expect(await fixture.toEnd(arn)).toMatchObject({ output: 1, seconds: 1 });
  });

  test('an expression that fails can be caught', async () => {
    const { output } = await fixture.run(
      caught({ ErrorEquals: ['States.QueryEvaluationError'] }, { Arguments: { a: '{% $states.input.none %}' } }),
    );

    expect(output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  test('States.DataLimitExceeded is caught by its name, not by States.ALL', async () => {
    const big = { Arguments: { a: '{% $pad("", 262143, "x") %}' } };

    expect(await fixture.run(caught({ ErrorEquals: ['States.ALL'] }, big))).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
    expect(await fixture.run(caught({ ErrorEquals: ['States.DataLimitExceeded'] }, big))).toMatchObject({
      status: 'SUCCEEDED',
    });
  });

  test('States.Runtime ends the execution, whatever is caught', async () => {
    const machine = (name: string) => ({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          InputPath: '$.none',
          Resource: FUNCTION_ARN,
          Catch: [{ ErrorEquals: [name], Next: 'H' }],
          End: true,
        },
        H: { Type: 'Pass', End: true },
      },
    });

    expect(await fixture.run(machine('States.ALL'))).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(await fixture.run(machine('States.Runtime'))).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test.each<[string, object]>([
    [
      'Parallel',
      { Type: 'Parallel', Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner', Cause: 'c' } } }] },
    ],
    [
      'Map',
      {
        Type: 'Map',
        Items: [1],
        ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner', Cause: 'c' } } },
      },
    ],
  ])('%s hands on the error of its branch', async (_type, state) => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'S',
      States: {
        S: { ...state, Catch: [{ ErrorEquals: ['Inner'], Next: 'H' }], End: true },
        H: { Type: 'Pass', End: true },
      },
    };

    expect((await fixture.run(definition)).output).toEqual({ Error: 'Inner', Cause: 'c' });
  });
});

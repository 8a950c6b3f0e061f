import type { Json } from './json';
import { FUNCTION_ARN, FunctionFault, oneState, type ShownEvent, StatesFixture, scriptedLambda } from './testing';

/** `type id<previous`, with the name or what else tells events apart. */
function shown(events: readonly ShownEvent[]): readonly string[] {
  return events.map((event) => `${event.type} ${event.id}<${event.previousEventId}`);
}

const details = (events: readonly ShownEvent[], type: string, member: string): unknown =>
  events.find((event) => event.type === type)?.[member];

describe('history, event for event as AWS writes it', () => {
  let fixture: StatesFixture;

  beforeEach(() => {
    fixture = new StatesFixture([
      scriptedLambda((event) => {
        if ((event as { fail?: boolean }).fail === true) {
          throw new FunctionFault('Exception', 'Some exception was raised.');
        }
        return event;
      }),
    ]);
  });
  afterEach(() => fixture.stop());

  const historyOf = async (definition: unknown, input: Json = {}) => {
    const arn = await fixture.start(definition, input);
    await fixture.toEnd(arn);
    return fixture.history(arn);
  };

  test('Pass and Assign', async () => {
    const events = await historyOf(oneState({ Type: 'Pass', Assign: { x: 1, y: { z: '{% $states.input.a %}' } } }), {
      a: 'b',
    });

    expect(shown(events)).toEqual([
      'ExecutionStarted 1<0',
      'PassStateEntered 2<0',
      'PassStateExited 3<2',
      'ExecutionSucceeded 4<3',
    ]);
    expect(events[0]?.executionStartedEventDetails).toEqual({
      input: '{"a":"b"}',
      inputDetails: { truncated: false },
      roleArn: 'arn:aws:iam::123456789012:role/machine',
    });
    expect(events[1]?.stateEnteredEventDetails).toEqual({
      name: 'A',
      input: '{"a":"b"}',
      inputDetails: { truncated: false },
    });
    expect(events[2]?.stateExitedEventDetails).toEqual({
      name: 'A',
      output: '{"a":"b"}',
      outputDetails: { truncated: false },
      assignedVariables: { x: '1', y: '{"z":"b"}' },
      assignedVariablesDetails: { truncated: false },
    });
    expect(events[3]?.executionSucceededEventDetails).toEqual({
      output: '{"a":"b"}',
      outputDetails: { truncated: false },
    });
  });

  test('a function by its ARN, retried', async () => {
    const events = await historyOf(
      oneState({
        Type: 'Task',
        Resource: FUNCTION_ARN,
        TimeoutSeconds: 9,
        Arguments: { fail: true },
        Retry: [{ ErrorEquals: ['Exception'], MaxAttempts: 1 }],
      }),
    );

    expect(shown(events)).toEqual([
      'ExecutionStarted 1<0',
      'TaskStateEntered 2<0',
      'LambdaFunctionScheduled 3<2',
      'LambdaFunctionStarted 4<3',
      'LambdaFunctionFailed 5<4',
      'LambdaFunctionScheduled 6<5',
      'LambdaFunctionStarted 7<6',
      'LambdaFunctionFailed 8<7',
      'ExecutionFailed 9<8',
    ]);
    expect(events[2]?.lambdaFunctionScheduledEventDetails).toEqual({
      resource: FUNCTION_ARN,
      input: '{"fail":true}',
      inputDetails: { truncated: false },
      timeoutInSeconds: 9,
    });
    const failed = {
      error: 'Exception',
      cause: '{"errorType":"Exception","errorMessage":"Some exception was raised.","trace":[]}',
    };
    expect(events[4]?.lambdaFunctionFailedEventDetails).toEqual(failed);
    expect(events[8]?.executionFailedEventDetails).toEqual(failed);
  });

  test('the optimised integration of Lambda', async () => {
    const events = await historyOf(
      oneState({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: 'work', Payload: { a: 1 } },
        Output: '{% $states.result.Payload %}',
      }),
    );

    expect(shown(events)).toEqual([
      'ExecutionStarted 1<0',
      'TaskStateEntered 2<0',
      'TaskScheduled 3<2',
      'TaskStarted 4<3',
      'TaskSucceeded 5<4',
      'TaskStateExited 6<5',
      'ExecutionSucceeded 7<6',
    ]);
    expect(events[2]?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'us-east-1',
      parameters: '{"FunctionName":"work","Payload":{"a":1}}',
    });
    expect(events[3]?.taskStartedEventDetails).toEqual({ resourceType: 'lambda', resource: 'invoke' });
    const { output } = details(events, 'TaskSucceeded', 'taskSucceededEventDetails') as { readonly output: string };
    expect(JSON.parse(output)).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { a: 1 },
      StatusCode: 200,
    });
  });

  test('an expression that fails points past the entry of its state', async () => {
    const definition = {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Output: { result: '{% $doesNotExist %}' }, End: true },
      },
    };
    const events = await historyOf(definition);

    expect(shown(events).slice(3)).toEqual(['PassStateEntered 4<3', 'EvaluationFailed 5<3', 'ExecutionFailed 6<5']);
    expect(details(events, 'EvaluationFailed', 'evaluationFailedEventDetails')).toEqual({
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'B' (entered at the event id #4). The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
      location: 'Output/result',
      state: 'B',
    });
  });

  test('Parallel that fails and is caught', async () => {
    const definition = {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'c' } } }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
          End: true,
        },
        Z: { Type: 'Pass', End: true },
      },
    };

    expect(shown(await historyOf(definition))).toEqual([
      'ExecutionStarted 1<0',
      'ParallelStateEntered 2<0',
      'ParallelStateStarted 3<2',
      'FailStateEntered 4<3',
      'ParallelStateFailed 5<4',
      'ParallelStateExited 6<5',
      'PassStateEntered 7<6',
      'PassStateExited 8<7',
      'ExecutionSucceeded 9<8',
    ]);
  });

  test('Parallel that is retried starts again without an event of its failure', async () => {
    const events = await historyOf(
      oneState({
        Type: 'Parallel',
        Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } }],
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      }),
    );

    expect(shown(events).slice(2)).toEqual([
      'ParallelStateStarted 3<2',
      'FailStateEntered 4<3',
      'ParallelStateStarted 5<4',
      'FailStateEntered 6<5',
      'ParallelStateFailed 7<6',
      'ExecutionFailed 8<7',
    ]);
  });

  test('Parallel that succeeds: its exit points to the last event inside', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const events = await historyOf(oneState({ Type: 'Parallel', Branches: [branch('X'), branch('Y')] }));

    expect(shown(events)).toEqual([
      'ExecutionStarted 1<0',
      'ParallelStateEntered 2<0',
      'ParallelStateStarted 3<2',
      'PassStateEntered 4<3',
      'PassStateExited 5<4',
      'PassStateEntered 6<3',
      'PassStateExited 7<6',
      'ParallelStateSucceeded 8<7',
      'ParallelStateExited 9<7',
      'ExecutionSucceeded 10<9',
    ]);
  });

  test('Map, one iteration after the other', async () => {
    const events = await historyOf(
      oneState({
        Type: 'Map',
        Items: [1, 2],
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } },
      }),
    );

    expect(shown(events)).toEqual([
      'ExecutionStarted 1<0',
      'MapStateEntered 2<0',
      'MapStateStarted 3<2',
      'MapIterationStarted 4<3',
      'PassStateEntered 5<4',
      'PassStateExited 6<5',
      'MapIterationSucceeded 7<6',
      'MapIterationStarted 8<6',
      'PassStateEntered 9<8',
      'PassStateExited 10<9',
      'MapIterationSucceeded 11<10',
      'MapStateSucceeded 12<11',
      'MapStateExited 13<11',
      'ExecutionSucceeded 14<13',
    ]);
    expect(details(events, 'MapStateStarted', 'mapStateStartedEventDetails')).toEqual({ length: 2 });
    expect(details(events, 'MapIterationStarted', 'mapIterationStartedEventDetails')).toEqual({ name: 'A', index: 0 });
  });

  test('Map that fails: the iterations that ran along are aborted', async () => {
    const events = await historyOf(
      oneState({
        Type: 'Map',
        Items: [1, 2],
        ItemProcessor: {
          StartAt: 'W',
          States: { W: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'F' }, F: { Type: 'Fail', Error: 'E' } },
        },
      }),
    );

    expect(shown(events).slice(7)).toEqual([
      'WaitStateExited 8<6',
      'FailStateEntered 9<8',
      'MapIterationFailed 10<9',
      'MapIterationAborted 11<7',
      'MapStateFailed 12<9',
      'ExecutionFailed 13<12',
    ]);
  });

  test('every event carries the virtual time at which it was', async () => {
    const events = await historyOf({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } });

    const times = events.map(({ timestamp }) => timestamp.getTime() - (events[0]?.timestamp.getTime() ?? 0));
    expect(times).toEqual([0, 0, 60_000, 60_000]);
  });

  test('paging, reverse order and leaving data out', async () => {
    const arn = await fixture.start(oneState({ Type: 'Pass', Assign: { a: 1 } }), { secret: 1 });
    await fixture.toEnd(arn);
    const page = (input: object) =>
      fixture.call<{ events: ShownEvent[]; nextToken?: string }>('GetExecutionHistory', {
        executionArn: arn,
        ...input,
      });

    const first = await page({ maxResults: 3 });
    const second = await page({ maxResults: 3, nextToken: first.nextToken });
    const reversed = await page({ reverseOrder: true, includeExecutionData: false });

    expect([...first.events, ...second.events].map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(second.nextToken).toBeUndefined();
    expect(reversed.events.map(({ id }) => id)).toEqual([4, 3, 2, 1]);
    expect(JSON.stringify(reversed.events)).not.toContain('secret');
    await expect(page({ nextToken: 'forged' })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(page({ maxResults: 1_001 })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

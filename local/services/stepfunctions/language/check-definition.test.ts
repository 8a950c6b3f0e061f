import { FUNCTION_ARN, oneJsonPathState, oneState } from '../testing';
import { checkDefinition } from './check-definition';

const problemsOf = (definition: unknown) => {
  const checked = checkDefinition(typeof definition === 'string' ? definition : JSON.stringify(definition));
  return checked.valid
    ? []
    : checked.problems.map(({ code, message, location }) => `${code}: ${message} at ${location}`);
};
const task = { Type: 'Task', Resource: FUNCTION_ARN };
const pass = { Type: 'Pass', End: true };
const machine = (States: object, more: object = {}) => ({ StartAt: 'A', States, ...more });
const choice = (rule: object, more: object = {}) =>
  machine({ A: { Type: 'Choice', Choices: [rule], ...more }, B: pass });
const inner = { StartAt: 'I', States: { I: pass } };

describe('definitions that AWS refuses', () => {
  test.each<[string, unknown, string | RegExp]>([
    ['no JSON', 'not a definition', /^INVALID_JSON_DESCRIPTION/],
    ['empty', '', /Definition must be a valid JSON object/],
    ['no object', '[]', /Definition must be a valid JSON object/],
    ['nothing in it', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
    ['no States', { StartAt: 'A' }, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'],
    ['empty States', machine({}), /Value cannot be empty at \/States$/],
    [
      'StartAt to nowhere',
      { StartAt: 'X', States: { A: pass } },
      /^MISSING_TRANSITION_TARGET: Missing 'StartAt' target: X at \/StartAt$/,
    ],
    [
      'Next to nowhere',
      machine({ A: { Type: 'Pass', Next: 'X' } }),
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/A/Next`,
    ],
    [
      'Default to nowhere',
      choice({ Variable: '$.a', IsNull: true, Next: 'B' }, { Default: 'X' }),
      /Missing 'Default' target: X/,
    ],
    [
      'a rule to nowhere',
      choice({ Variable: '$.a', IsNull: true, Next: 'X' }),
      /Missing 'Next' target: X at \/States\/A\/Choices\[0\]\/Next/,
    ],
    [
      'a catcher to nowhere',
      machine({ A: { ...task, End: true, Catch: [{ ErrorEquals: ['E'], Next: 'X' }] } }),
      /Missing 'Next' target: X at \/States\/A\/Catch\[0\]\/Next/,
    ],
    [
      'a state that nothing reaches',
      machine({ A: pass, B: pass }),
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ],
    ['no end', machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }), /^NO_TERMINAL_STATE/],
    ['an unknown top field', machine({ A: pass }, { Steps: {} }), /The field 'Steps' is not supported/],
    [
      'an unknown language',
      machine({ A: pass }, { QueryLanguage: 'XPath' }),
      /should be one of these values: \[JSONPath, JSONata\]/,
    ],
    ['another version', machine({ A: pass }, { Version: '2.0' }), /Value must be "1.0"/],
    [
      'no type',
      machine({ A: { End: true } }),
      `SCHEMA_VALIDATION_FAILED: The field 'Type' is required but was missing at /States/A`,
    ],
    [
      'an unknown type',
      machine({ A: { Type: 'Sleep', End: true } }),
      `SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type`,
    ],
    [
      'an unknown field',
      oneState({ Type: 'Pass', Outptu: 1 }),
      /The field 'Outptu' is not supported by a state of type 'Pass'/,
    ],
    ['a long name', { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: pass } }, /1 to 80 characters, got 81/],
    [
      'a name used twice',
      machine({ A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: pass } }], End: true } }),
      /^DUPLICATE_STATE_NAME: Duplicate State name: A/,
    ],
    [
      'Next and End',
      machine({ A: { Type: 'Pass', Next: 'B', End: true }, B: pass }),
      /exactly one of Next and "End": true/,
    ],
    ['neither Next nor End', machine({ A: { Type: 'Pass' } }), /exactly one of Next and "End": true/],
    ['End false alone', machine({ A: { Type: 'Pass', End: false } }), /exactly one of Next and "End": true/],
    [
      'Next on Fail',
      machine({ A: { Type: 'Fail', Next: 'B' }, B: pass }),
      /The field 'Next' is not supported by a state of type 'Fail'/,
    ],
    [
      'End on Choice',
      choice({ Variable: '$.a', IsNull: true, Next: 'B' }, { End: true }),
      /The field 'End' is not supported/,
    ],
    [
      'a JSONPath state in a JSONata machine',
      oneState({ Type: 'Pass', QueryLanguage: 'JSONPath' }),
      `SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`,
    ],
    [
      'a JSONPath field in a JSONata state',
      oneState({ Type: 'Pass', Parameters: {} }),
      /'Parameters' is not supported when 'QueryLanguage' is 'JSONata'/,
    ],
    ['Result in a JSONata state', oneState({ Type: 'Pass', Result: 1 }), /'Result' is not supported/],
    [
      'a JSONata field in a JSONPath state',
      oneJsonPathState({ Type: 'Pass', Output: 1 }),
      /'Output' is not supported when 'QueryLanguage' is 'JSONPath'/,
    ],
    ['TimeoutSeconds on Pass', oneState({ Type: 'Pass', TimeoutSeconds: 1 }), /'TimeoutSeconds' is not supported/],
    ['Retry on Pass', oneState({ Type: 'Pass', Retry: [] }), /'Retry' is not supported/],
    ['Catch on Wait', oneState({ Type: 'Wait', Seconds: 1, Catch: [] }), /'Catch' is not supported/],
    ['Assign on Fail', machine({ A: { Type: 'Fail', Assign: {} } }), /'Assign' is not supported/],
    ['Assign of a part', oneState({ Type: 'Pass', Assign: { 'x.y': 1 } }), /'x.y' is not a valid variable name/],
    ['Assign of states', oneState({ Type: 'Pass', Assign: { states: 1 } }), /'states' is reserved/],
    [
      'Assign of an outer variable in a branch',
      {
        QueryLanguage: 'JSONata',
        ...machine({
          A: { Type: 'Pass', Assign: { x: 1 }, Next: 'P' },
          P: {
            Type: 'Parallel',
            Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Assign: { x: 2 }, End: true } } }],
            End: true,
          },
        }),
      },
      /The variable 'x' is assigned in an outer scope/,
    ],
    [
      'an expression that is not closed',
      oneState({ Type: 'Pass', Output: '{% 1' }),
      /^INVALID_JSONATA_EXPRESSION: Expression must begin/,
    ],
    [
      'an expression that does not parse',
      oneState({ Type: 'Pass', Output: { a: '{% 1 + %}' } }),
      /^INVALID_JSONATA_EXPRESSION: .* at \/States\/A\/Output\/a$/,
    ],
    [
      'a bare name',
      oneState({ Type: 'Pass', Output: { a: ['{% x.y %}'] } }),
      `UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'x' at the top level is not supported. at /States/A/Output/a[0]`,
    ],
    [
      '$states.result where there is none',
      oneState({ ...task, Arguments: '{% $states.result %}' }),
      /^UNSUPPORTED_JSONATA_EXPRESSION/,
    ],
    [
      '$states.errorOutput outside a catcher',
      oneState({ ...task, Output: '{% $states.errorOutput %}' }),
      /^UNSUPPORTED_JSONATA_EXPRESSION/,
    ],
    [
      'a broken path',
      oneJsonPathState({ Type: 'Pass', InputPath: 'a' }),
      /not a valid JSONPath: "a" at \/States\/A\/InputPath/,
    ],
    ['ResultPath to several places', oneJsonPathState({ Type: 'Pass', ResultPath: '$.a[*]' }), /Reference Path/],
    ['ResultPath into the context', oneJsonPathState({ Type: 'Pass', ResultPath: '$$.a' }), /Reference Path/],
    [
      'name.$ that is no path',
      oneJsonPathState({ Type: 'Pass', Parameters: { 'a.$': 'text' } }),
      `SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/A/Parameters`,
    ],
    [
      'an unknown intrinsic function',
      oneJsonPathState({ Type: 'Pass', Parameters: { 'a.$': 'States.Nope()' } }),
      /must be a valid JSONPath or a valid intrinsic function call/,
    ],
    ['no Resource', machine({ A: { Type: 'Task', End: true } }), /The field 'Resource' is required but was missing/],
    [
      'an unknown Resource',
      oneState({ Type: 'Task', Resource: 'arn:aws:states:::dynamodb:query' }),
      `SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource`,
    ],
    [
      'an unknown SDK service',
      oneState({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:glue:startJobRun' }),
      /is not recognized/,
    ],
    [
      'an operation that the service lacks',
      oneState({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dax:growCluster' }),
      /is not recognized/,
    ],
    [
      '.sync of an SDK service',
      oneState({ Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dax:describeClusters.sync' }),
      /is not recognized/,
    ],
    [
      'an activity',
      oneState({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a' }),
      /does not have activities/,
    ],
    [
      'a heartbeat that is too long',
      oneState({ ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      /HeartbeatSeconds must be smaller than TimeoutSeconds, got 5 and 5/,
    ],
    [
      'TimeoutSeconds 0',
      oneState({ ...task, TimeoutSeconds: 0 }),
      /from 1 to 99999999, got 0 at \/States\/A\/TimeoutSeconds/,
    ],
    [
      'TimeoutSeconds and its path',
      oneJsonPathState({ ...task, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
      /Only one of the fields \[TimeoutSeconds, TimeoutSecondsPath\]/,
    ],
    [
      'Credentials without a role',
      oneState({ ...task, Credentials: {} }),
      `SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/A/Credentials`,
    ],
    [
      'BackoffRate below 1',
      oneState({ ...task, Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] }),
      /at least 1.0, got 0.5/,
    ],
    [
      'IntervalSeconds 0',
      oneState({ ...task, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 0 }] }),
      /IntervalSeconds/,
    ],
    ['MaxAttempts below 0', oneState({ ...task, Retry: [{ ErrorEquals: ['E'], MaxAttempts: -1 }] }), /MaxAttempts/],
    [
      'MaxDelaySeconds below the interval',
      oneState({ ...task, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 9, MaxDelaySeconds: 3 }] }),
      /greater than IntervalSeconds/,
    ],
    [
      'an unknown jitter',
      oneState({ ...task, Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'HALF' }] }),
      /\[FULL, NONE\], got "HALF"/,
    ],
    ['no ErrorEquals', oneState({ ...task, Retry: [{}] }), /'ErrorEquals' is required/],
    ['empty ErrorEquals', oneState({ ...task, Retry: [{ ErrorEquals: [] }] }), /not empty/],
    [
      'States.ALL in company',
      oneState({ ...task, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] }),
      /States.ALL must appear alone/,
    ],
    [
      'States.ALL before the last',
      oneState({ ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] }),
      /States.ALL must be in the last/,
    ],
    ['a catcher without Next', oneState({ ...task, Catch: [{ ErrorEquals: ['E'] }] }), /'Next' is required/],
    [
      'ResultPath in a JSONata catcher',
      {
        QueryLanguage: 'JSONata',
        ...machine({ A: { ...task, Catch: [{ ErrorEquals: ['E'], Next: 'B', ResultPath: '$' }], End: true }, B: pass }),
      },
      /'ResultPath' is not supported by a JSONata catcher/,
    ],
    ['Wait without a time', oneState({ Type: 'Wait' }), /exactly one of Seconds, Timestamp/],
    ['Wait with two times', oneJsonPathState({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }), /exactly one of/],
    ['Wait for less than nothing', oneState({ Type: 'Wait', Seconds: -1 }), /from 0 to 99999999, got -1/],
    ['Wait for a text', oneState({ Type: 'Wait', Seconds: 'ten' }), /got "ten"/],
    [
      'Wait until no time',
      oneState({ Type: 'Wait', Timestamp: '2026-01-01 00:00:00Z' }),
      'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/A/Timestamp',
    ],
    [
      'Error and ErrorPath',
      machine({ A: { Type: 'Fail', Error: 'E', ErrorPath: '$.e' } }),
      /Only one of the fields \[Error, ErrorPath\]/,
    ],
    ['empty Choices', machine({ A: { Type: 'Choice', Choices: [] } }), /Value cannot be empty at \/States\/A\/Choices/],
    ['a rule without Next', choice({ Variable: '$.a', IsNull: true }, { Default: 'B' }), /'Next' is required/],
    [
      'a rule without a comparison',
      choice({ Variable: '$.a', Next: 'B' }),
      /exactly one of And, Or, Not or a comparison/,
    ],
    [
      'a rule with two comparisons',
      choice({ Variable: '$.a', IsNull: true, IsString: true, Next: 'B' }),
      /exactly one of/,
    ],
    ['a rule without Variable', choice({ IsNull: true, Next: 'B' }), /'Variable' is required/],
    [
      'a comparison with another type',
      choice({ Variable: '$.a', NumericEquals: '1', Next: 'B' }),
      /Value must be a numeric, got "1"/,
    ],
    [
      'a comparison with no time',
      choice({ Variable: '$.a', TimestampEquals: 'noon', Next: 'B' }),
      /does not match RFC3339/,
    ],
    ['an empty And', choice({ And: [], Next: 'B' }), /not empty at \/States\/A\/Choices\[0\]\/And/],
    [
      'Next inside Or',
      choice({ Or: [{ Variable: '$.a', IsNull: true, Next: 'B' }], Next: 'B' }),
      /'Next' is not supported inside/,
    ],
    [
      'a JSONPath rule in a JSONata Choice',
      { QueryLanguage: 'JSONata', ...choice({ Variable: '$.a', IsNull: true, Next: 'B' }) },
      /'Variable' is not supported by a JSONata choice rule/,
    ],
    [
      'a Condition that is text',
      { QueryLanguage: 'JSONata', ...choice({ Condition: 'yes', Next: 'B' }) },
      /true, false or a JSONata expression/,
    ],
    ['no Branches', machine({ A: { Type: 'Parallel', End: true } }), /'Branches' is required/],
    [
      'empty Branches',
      machine({ A: { Type: 'Parallel', Branches: [], End: true } }),
      'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/A/Branches',
    ],
    [
      'a mistake inside a branch',
      machine({ A: { Type: 'Parallel', Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass' } } }], End: true } }),
      /at \/States\/A\/Branches\[0\]\/States\/I$/,
    ],
    [
      'QueryLanguage on ItemProcessor',
      machine({ A: { Type: 'Map', ItemProcessor: { ...inner, QueryLanguage: 'JSONata' }, End: true } }),
      /The field 'QueryLanguage' is not supported here/,
    ],
    ['no ItemProcessor', machine({ A: { Type: 'Map', End: true } }), /'ItemProcessor' is required/],
    [
      'a distributed Map',
      machine({
        A: {
          Type: 'Map',
          ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
          End: true,
        },
      }),
      /does not have distributed Map/,
    ],
    [
      'a field of the distributed Map',
      machine({ A: { Type: 'Map', ItemProcessor: inner, ToleratedFailureCount: 1, End: true } }),
      /does not have distributed Map/,
    ],
    [
      'Items that are text',
      oneState({ Type: 'Map', Items: 'a', ItemProcessor: inner }),
      /an array, an object or a JSONata expression/,
    ],
  ])('%s', (_what, definition, expected) => {
    const found = problemsOf(definition);

    const matching = found.filter((problem) =>
      typeof expected === 'string' ? problem === expected : expected.test(problem),
    );
    expect({ found, matching: matching.length }).toEqual({ found, matching: 1 });
  });

  test('all problems are listed at once', () => {
    expect(problemsOf(machine({ A: { Type: 'Wait', Next: 'X' }, B: { Type: 'Pass' } }))).toHaveLength(4);
  });
});

describe('definitions that AWS takes', () => {
  test.each<[string, unknown]>([
    [
      'comments and the version',
      machine({ A: { ...pass, Comment: 'c' } }, { Comment: 'c', Version: '1.0', TimeoutSeconds: 60 }),
    ],
    [
      'a JSONata state in a JSONPath machine',
      machine({ A: { ...pass, QueryLanguage: 'JSONata', Output: '{% $states.input %}' } }),
    ],
    ['QueryLanguage written into every state', oneState({ Type: 'Pass', QueryLanguage: 'JSONata' })],
    ['an unassigned variable: it fails at run time', oneState({ Type: 'Pass', Output: '{% $none %}' })],
    ['dynamic time-outs', oneState({ ...task, TimeoutSeconds: '{% $t %}', HeartbeatSeconds: '{% $h %}' })],
    [
      'every integration',
      machine(
        Object.fromEntries(
          [
            'lambda:invoke',
            'lambda:invoke.waitForTaskToken',
            'states:startExecution',
            'states:startExecution.sync',
            'states:startExecution.sync:2',
            'sns:publish',
            'dynamodb:getItem',
            'events:putEvents',
            'aws-sdk:dax:increaseReplicationFactor',
            'aws-sdk:dynamodb:updateTable',
            'aws-sdk:cloudwatch:getMetricData',
            'aws-sdk:applicationautoscaling:registerScalableTarget',
            'aws-sdk:sfn:describeExecution',
            'aws-sdk:sns:publish.waitForTaskToken',
          ].map((name, index, all) => [
            index === 0 ? 'A' : `S${index}`,
            {
              Type: 'Task',
              Resource: `arn:aws:states:::${name}`,
              ...(index === all.length - 1 ? { End: true } : { Next: `S${index + 1}` }),
            },
          ]),
        ),
      ),
    ],
    [
      'a function by version and alias',
      machine({
        A: { Type: 'Task', Resource: `${FUNCTION_ARN}:3`, Next: 'B' },
        B: { Type: 'Task', Resource: `${FUNCTION_ARN}:live`, End: true },
      }),
    ],
    [
      'the same variable in two branches',
      {
        QueryLanguage: 'JSONata',
        ...machine({
          A: {
            Type: 'Parallel',
            End: true,
            Branches: ['X', 'Y'].map((name) => ({
              StartAt: name,
              States: { [name]: { Type: 'Pass', Assign: { v: 1 }, End: true } },
            })),
          },
        }),
      },
    ],
    ['States.ALL last', oneState({ ...task, Retry: [{ ErrorEquals: ['E'] }, { ErrorEquals: ['States.ALL'] }] })],
    [
      'nested boolean rules',
      choice({
        Not: { Or: [{ Variable: '$.a', IsPresent: false }, { And: [{ Variable: '$.a', StringMatches: 'a*' }] }] },
        Next: 'B',
      }),
    ],
    ['a literal Condition', { QueryLanguage: 'JSONata', ...choice({ Condition: true, Next: 'B' }) }],
  ])('%s', (_what, definition) => {
    expect(problemsOf(definition)).toEqual([]);
  });
});

import { metricId } from './metric-id';
import { expressionNode, type MetricQuery, QueryError, QueryRun, statisticOf } from './metric-query';
import { MetricStore } from './metric-store';

const START_MS = Date.UTC(2026, 10, 23, 12);

type Line = readonly (number | null)[];

interface Request {
  readonly series: Readonly<Record<string, Line>>;
  readonly steps?: Readonly<Record<string, string>>;
  readonly periodS?: number;
}

/** Evaluates an expression over series that begin at one hour; null is a missing point, in and out. */
function evaluate(expression: string, { series, steps = {}, periodS = 60 }: Request): readonly Line[] {
  const store = new MetricStore();
  const length = Math.max(0, ...Object.values(series).map((line) => line.length));
  const window = { startMs: START_MS, endMs: START_MS + length * periodS * 1_000 };
  const queries: MetricQuery[] = [];
  for (const [id, line] of Object.entries(series)) {
    const metric = metricId('Test', id);
    for (const [i, value] of line.entries()) {
      if (value !== null) {
        store.slot(metric, 'None', START_MS + i * periodS * 1_000, START_MS).add(value);
      }
    }
    queries.push({
      kind: 'metric',
      id,
      label: undefined,
      returnData: false,
      metric,
      periodS,
      stat: 'Sum',
      statistic: statisticOf('Sum'),
      unit: undefined,
    });
  }
  for (const [id, text] of Object.entries({ ...steps, result: expression })) {
    const node = expressionNode(id, text);
    queries.push({
      kind: 'expression',
      id,
      label: undefined,
      returnData: id === 'result',
      expression: text,
      node,
      periodS: undefined,
    });
  }
  const run = new QueryRun(store, queries, window);
  return run
    .series(queries.at(-1) as MetricQuery)
    .map(({ points }) => Array.from({ length }, (_, i) => points.get(START_MS + i * periodS * 1_000) ?? null));
}

const rules: readonly (readonly [rule: string, expression: string, series: Request['series'], ...expected: Line[]])[] =
  [
    ['powers bind tighter than products', '2*m1^2', { m1: [1, 2, 3] }, [2, 8, 18]],
    ['a missing point of one of two series counts as 0', 'm1-m2', { m1: [5, null], m2: [null, 3] }, [5, -3]],
    ['a point that neither series has stays missing', 'm1+m2', { m1: [1, null, 2], m2: [1, null, 2] }, [2, null, 4]],
    ['a scalar is added at the points that are there', 'm1+1', { m1: [1, null] }, [2, null]],
    ['division by zero drops the point', 'm1/(m2-m2)', { m1: [1, 2], m2: [3, 4] }, [null, null]],
    ['comparison treats the other side as 0', 'm1<m2', { m1: [30, 20, 0, 0], m2: [20, null, 20, null] }, [0, 0, 1, 0]],
    ['AND joins comparisons', 'm1>15 AND m2>15', { m1: [30, 20, 0, 0], m2: [20, null, 20, null] }, [1, 0, 0, 0]],
    ['!= and == are told apart', '(m1!=2)-(m1==2)', { m1: [1, 2] }, [1, -1]],
    ['the mean of a series leaves gaps out', 'm1-AVG(m1)', { m1: [1, null, 3] }, [-1, null, 1]],
    ['the mean over an array counts gaps as 0', 'AVG([m1,m2])', { m1: [2, null], m2: [4, 6] }, [3, 3]],
    ['the least over an array takes the points that are there', 'MIN([m1,m2])', { m1: [2, null], m2: [4, 6] }, [2, 6]],
    ['the deviation is that of the whole population', 'STDDEV([m1,m2])', { m1: [2], m2: [6] }, [2]],
    ['points are counted across an array', 'DATAPOINT_COUNT([m1,m2])', { m1: [2, null], m2: [6, 6] }, [2, 1]],
    ['ABS works on arrays', 'ABS([m1,m2])', { m1: [-1], m2: [2] }, [1], [2]],
    ['FLOOR goes down', 'FLOOR(m1)', { m1: [1.8, -1.2] }, [1, -2]],
    ['the logarithm of 0 is dropped', 'LOG10(m1)', { m1: [100, 0] }, [2, null]],
    ['DIFF_TIME gives seconds to the point before', 'DIFF_TIME(m1)', { m1: [1, null, 5] }, [null, null, 120]],
    ['RUNNING_SUM adds up', 'RUNNING_SUM(m1)', { m1: [1, null, 5] }, [1, null, 6]],
    ['REPEAT holds the last value and not the first', 'FILL(m1,REPEAT)', { m1: [null, 3, null] }, [null, 3, 3]],
    [
      'LINEAR fills between two points only',
      'FILL(m1,LINEAR)',
      { m1: [null, 2, null, null, 8, null] },
      [null, 2, 4, 6, 8, null],
    ],
    ['FILL takes another series', 'FILL(m1,m2)', { m1: [1, null, null], m2: [7, 8, null] }, [1, 8, null]],
    ['FILL works on arrays', 'FILL(METRICS(),0)', { m1: [1, null], m2: [null, 2] }, [1, 0], [0, 2]],
    ['METRICS picks by a part of the id', 'SUM(METRICS("err"))', { errA: [1], errB: [2], ok: [9] }, [3]],
    ['arrays in an array are joined', 'SUM([METRICS("a"),METRICS("b")])', { a1: [1], b1: [2], c1: [9] }, [3]],
    ['SORT and SLICE pick by rank', 'SLICE(SORT(METRICS(),MAX,DESC),1,2)', { m1: [1], m2: [3], m3: [2] }, [2]],
    ['SORT takes a limit', 'SORT(METRICS(),AVG,ASC,1)', { m1: [4], m2: [3] }, [3]],
    ['LAST is the last of an array', 'LAST(SORT(METRICS(),SUM,ASC))', { m1: [4], m2: [3] }, [4]],
    [
      'REMOVE_EMPTY leaves series without points out',
      'REMOVE_EMPTY(METRICS())',
      { m1: [null, 1], m2: [null, null] },
      [null, 1],
    ],
    ['PERIOD is in seconds', 'm1/PERIOD(m1)', { m1: [60] }, [1]],
    ['a scalar condition chooses a whole series', 'IF(MAX(m1)>3,m1,m2)', { m1: [1, 4], m2: [7, 7] }, [1, 4]],
    ['a true point that the second argument lacks is 0', 'IF(m1,m2,9)', { m1: [1, 0], m2: [null, null] }, [0, 9]],
    ['MINUTE makes a series without gaps', 'MINUTE(m1)', { m1: [null, 5, null] }, [0, 1, 2]],
    ['DAY is 1 on a Monday', 'DAY(m1)', { m1: [5] }, [1]],
    ['EPOCH is in seconds', 'EPOCH(m1)', { m1: [5] }, [START_MS / 1_000]],
  ];

for (const [rule, expression, series, ...expected] of rules) {
  test(`${rule}: ${expression}`, () => {
    expect(evaluate(expression, { series })).toEqual(expected);
  });
}

test('an expression may use the scalar of another one', () => {
  expect(evaluate('m1/e1', { series: { m1: [2, 4] }, steps: { e1: 'MAX(m1)' } })).toEqual([[0.5, 1]]);
});

test('METRICS leaves expressions out', () => {
  expect(evaluate('SUM(METRICS())', { series: { m1: [2] }, steps: { e1: 'm1*10' } })).toEqual([[2]]);
});

const refusals: readonly (readonly [expression: string, why: RegExp])[] = [
  ['', /empty/],
  ['(m1', /Unclosed|Expected/],
  ['m1 m1', /operator is missing/],
  ['m1 % 2', /Error in expression 'result'/],
  ['m1.length', /MemberExpression is not part/],
  ['m1 ? 1 : 2', /ConditionalExpression is not part/],
  ['!m1', /Error in expression/],
  ['this', /ThisExpression is not part/],
  ['x1+m1', /Unknown identifier 'x1'/],
  ['sum(m1)-m1', /upper case/],
  ['constructor(m1)', /Unknown function 'constructor'/],
  ['SUM(m1)', /not a scalar/],
  ['5', /not a scalar/],
  ['"m1"', /not a scalar/],
  ['SUM(m1,m1)', /SUM takes 1 argument/],
  ['[m1]/[m1]', /Unsupported operand type/],
  ['[m1,2]', /An array holds time series/],
  ['PERIOD(m1+1)*m1', /PERIOD takes a metric/],
  ['FILL(m1,NEAREST)', /Unknown identifier 'NEAREST'/],
  ['ANOMALY_DETECTION_BAND(m1)', /ANOMALY_DETECTION_BAND is not there/],
  ["SEARCH('{Test} m1','Sum',60)", /SEARCH is not there/],
  ['SELECT MAX(m1) FROM Test', /Metrics Insights queries are not there/],
];

test.each(refusals)('%s is refused', (expression, why) => {
  const attempt = (): unknown => evaluate(expression, { series: { m1: [1, 2] } });
  expect(attempt).toThrow(QueryError);
  expect(attempt).toThrow(why);
});

test('expressions that refer to each other in a circle are refused', () => {
  expect(() => evaluate('e1+1', { series: { m1: [1] }, steps: { e1: 'result+m1' } })).toThrow(/in a circle/);
});

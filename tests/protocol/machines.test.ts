import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { functionSteps } from '../../shared/flow';
import { reviewFunctions } from '../../shared/review';
import { type Definition, lintMachine } from './asl-lint';

const read = (name: string): Definition =>
  JSON.parse(readFileSync(join(__dirname, '..', '..', 'statemachines', `${name}.asl.json`), 'utf8'));

const machines = ['rightsize', 'recovery', 'review'];
const stepsOf: Readonly<Record<string, readonly string[]>> = { ...functionSteps, ...reviewFunctions };

test.each(machines)('%s is valid Amazon States Language', (name) => {
  expect(validate(packaged(read(name)))).toMatchObject({ isValid: true, errors: [] });
});

test.each(machines)('%s has nothing that AWS refuses and the validator does not see', (name) => {
  expect(lintMachine(read(name))).toEqual([]);
});

test.each(machines)('every task of %s sends the version and a step that its function knows', (name) => {
  for (const [state, { Type, Resource, Arguments }] of statesOf(read(name))) {
    if (Type !== 'Task') continue;
    const [id] = (Resource as { readonly 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'];
    const fn = (id ?? '').replace('LambdaFunction', '').replace('Dash', '-').toLowerCase();
    const { step, schemaVersion } = Arguments as { readonly step: string; readonly schemaVersion: number };

    expect({ state, schemaVersion }).toEqual({ state, schemaVersion: 1 });
    expect(stepsOf[fn]).toContain(step);
  }
});

test('every end of rightsize is Done or ReleaseUnconfirmed, and only Release and HandOver lead to the second', () => {
  const { States } = read('rightsize');
  const ends = Object.entries(States).filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail');
  const leading = Object.entries(States).filter(([, state]) => JSON.stringify(state).includes('"ReleaseUnconfirmed"'));

  expect(ends.map(([name]) => name)).toEqual(['Done', 'ReleaseUnconfirmed']);
  expect(leading.map(([name]) => name)).toEqual(['Release', 'HandOver']);
});

test('what stands inside the Map of review is held to the same rules', () => {
  const { Sweep } = read('review').States;
  const inside = { QueryLanguage: 'JSONata', TimeoutSeconds: 9, ...(Sweep?.ItemProcessor as Definition) };

  expect(lintMachine(inside)).toEqual([]);
  expect(Sweep?.MaxConcurrency).toBe(3);
});

/** With those inside a Map. */
function statesOf({ States }: Definition): readonly (readonly [string, Definition['States'][string]])[] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as const,
    ...('ItemProcessor' in state ? statesOf(state.ItemProcessor as Definition) : []),
  ]);
}

const good = { Type: 'Pass', End: true };

test.each([
  ['a bare name', { ...good, Output: '{% x.y %}' }, "Reference to 'x' at the top level"],
  ['a bare name in a condition', { ...good, Output: '{% $v = 1 and x = 2 %}' }, "Reference to 'x'"],
  ['$$', { ...good, Output: '{% $$.x %}' }, 'no $ or $$'],
  ['$eval', { ...good, Output: '{% $eval("1") %}' }, '$eval'],
  ['errorOutput outside a Catch', { ...good, Output: '{% $states.errorOutput.Error %}' }, 'errorOutput'],
  ['an unassigned variable', { ...good, Output: '{% $nobody %}' }, 'nothing assigns $nobody'],
  ['an expression that does not parse', { ...good, Output: '{% ( %}' }, 'INVALID_JSONATA_EXPRESSION'],
  ['a JSONPath field', { ...good, InputPath: '$.x' }, 'InputPath'],
  ['a Task without Retry', { Type: 'Task', TimeoutSeconds: 40, End: true }, 'does not retry'],
  ['a Task that waits too short', { Type: 'Task', TimeoutSeconds: 30, End: true }, 'longer than 30 s'],
])('the lint finds %s', (_, state, text) => {
  const machine = {
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 9,
    StartAt: 'A',
    States: { A: { ...state, Assign: { v: 1 } } },
  };

  expect(lintMachine(machine).join('\n')).toContain(text);
});

/** As the packager leaves it: each function's ARN in the place of its reference. */
function packaged(definition: Definition): never {
  const text = JSON.stringify(definition, (_, value) =>
    typeof value === 'object' && value !== null && 'Fn::GetAtt' in value
      ? `arn:aws:lambda:us-east-1:123456789012:function:${value['Fn::GetAtt'][0]}`
      : value,
  );
  return JSON.parse(text) as never;
}

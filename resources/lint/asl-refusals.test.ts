import { aslRefusals } from './asl-refusals';

const end = { Type: 'Succeed' };
const machine = (States: object, StartAt = 'A') => aslRefusals({ StartAt, States });
const item = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };

test('a machine with a Map, a Choice and a Catch is well', () => {
  expect(
    machine({
      A: {
        Type: 'Map',
        Items: '{% $states.input %}',
        ItemProcessor: item,
        Next: 'B',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }],
      },
      B: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'C' }], Default: 'C' },
      C: end,
    }),
  ).toEqual([]);
});

test.each<[string, object, string]>([
  ['a start that is not there', { B: end }, '/StartAt: there is no state A'],
  ['a step to nowhere', { A: { Type: 'Pass', Next: 'B' }, C: end }, 'there is no state B to go to'],
  ['a state that nothing leads to', { A: end, B: end }, '/States/B: nothing leads to this state'],
  ['no end', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }, 'no state ends the machine'],
  [
    'a time-out on a Wait',
    { A: { Type: 'Wait', TimeoutSeconds: 1, End: true } },
    '/TimeoutSeconds: a Wait does not take it',
  ],
  ['a Catch on a Pass', { A: { Type: 'Pass', Catch: [], End: true } }, '/Catch: a Pass does not take it'],
  [
    'a Retry on a Choice',
    { A: { Type: 'Choice', Retry: [], Choices: [], Default: 'B' }, B: end },
    '/Retry: a Choice does not take it',
  ],
  ['a JSONPath state', { A: { ...end, QueryLanguage: 'JSONPath' } }, 'JSONPath in a JSONata machine'],
  [
    'a query language on an item processor',
    { A: { Type: 'Map', ItemProcessor: { ...item, QueryLanguage: 'JSONata' }, End: true } },
    'not allowed on an item processor',
  ],
  [
    'a mistake inside of a Map',
    { A: { Type: 'Map', ItemProcessor: { StartAt: 'X', States: item.States }, End: true } },
    'there is no state X',
  ],
  [
    'a state that ends nowhere',
    { A: { Type: 'Task', Next: 'B' }, B: { Type: 'Task' }, C: end },
    '/States/B: needs Next or End',
  ],
  ['an unknown type', { A: { Type: 'Stop', End: true } }, 'there is no type Stop'],
  [
    'an expression inside of a text',
    { A: { Type: 'Pass', Output: 'n = {% 1 %}', End: true } },
    '/Output: an expression must be the whole text',
  ],
  ['a name of 81 characters', { A: { Type: 'Pass', Next: 'x'.repeat(81) }, ['x'.repeat(81)]: end }, 'at most 80'],
])('%s is refused', (_, states, wanted) => {
  expect(machine(states).join('\n')).toContain(wanted);
});

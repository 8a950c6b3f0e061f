import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { replaceFunctions } from '../../shared/replace';
import { type Definition, lintMachine } from '../protocol/asl-lint';

const textOf = (name: string) => readFileSync(join(__dirname, `../../statemachines/${name}.asl.json`), 'utf8');
const machineOf = (name: string): Definition => JSON.parse(textOf(name));

test.each(['replace-cluster', 'replace-recovery'])('%s is valid, and has nothing that AWS refuses', (name) => {
  const text = textOf(name);
  const packaged: unknown = JSON.parse(text, (_, value) =>
    value?.['Fn::GetAtt'] ? 'arn:aws:lambda:us-east-1:123456789012:function:f:1' : value,
  );

  expect(validate(packaged as never)).toMatchObject({ isValid: true, errors: [] });
  expect(lintMachine(machineOf(name))).toEqual([]);
});

test('every task sends a step that its function knows, and deletion is in a function of its own', () => {
  const states = [machineOf('replace-cluster'), machineOf('replace-recovery')].flatMap(({ States }) =>
    Object.values(States),
  );
  const tasks = states.filter(({ Type }) => Type === 'Task');
  const sent = tasks.map(({ Resource, Arguments }) => {
    const [id = ''] = (Resource as { readonly 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'];
    const name = id.replace('LambdaFunction', '').replace('Dash', '-').toLowerCase() as keyof typeof replaceFunctions;
    const { step } = Arguments as { readonly step: string };
    expect<readonly string[]>(replaceFunctions[name]).toContain(step);
    return `${name} ${step}`;
  });

  expect(sent).toContain('replace-delete delete');
  expect(sent.filter((one) => one.endsWith(' delete'))).toHaveLength(1);
});

test('an error that is caught ends the execution FAILED, so that the hand-over is gone on with and no write waits for ever', () => {
  const { States } = machineOf('replace-cluster');

  for (const name of ['Turn', 'Create', 'Delete', 'Capacity'])
    expect(States[name]).toMatchObject({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }] });
  expect(States.Failed).toMatchObject({ Type: 'Fail' });
});

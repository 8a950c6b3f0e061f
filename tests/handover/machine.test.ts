import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { replaceFunctions } from '../../shared/replace';
import { type Definition, lintMachine } from '../protocol/asl-lint';

const text = readFileSync(join(__dirname, '../../statemachines/replace-cluster.asl.json'), 'utf8');
const machine: Definition = JSON.parse(text);

test('the machine is valid, and has nothing that AWS refuses and the validator does not see', () => {
  const packaged: unknown = JSON.parse(text, (_, value) =>
    value?.['Fn::GetAtt'] ? 'arn:aws:lambda:us-east-1:123456789012:function:f:1' : value,
  );

  expect(validate(packaged as never)).toMatchObject({ isValid: true, errors: [] });
  expect(lintMachine(machine)).toEqual([]);
});

test('every task sends a step that its function knows, and deletion is in a function of its own', () => {
  const tasks = Object.values(machine.States).filter(({ Type }) => Type === 'Task');
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

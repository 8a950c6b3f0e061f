import { Command } from 'commander';
import { configJsonSchema } from '../../shared/targets';
import { addPlan } from './plan';
import { planJsonSchema } from './plan-schema';
import { addValidate } from './validate';

function printed(args: readonly string[]): { readonly text: string; readonly status: number | undefined } {
  let text = '';
  let status: number | undefined;
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    const program = new Command();
    const finish = (ended: number): void => {
      status = ended;
    };
    addValidate(program, finish);
    addPlan(program, finish);
    program.parse(['node', 'daxpilot', ...args]);
  } finally {
    write.mockRestore();
  }
  return { text, status };
}

test.each([
  ['validate', configJsonSchema()],
  ['plan', planJsonSchema()],
])('%s --schema prints a JSON Schema and reads no configuration', (command, schema) => {
  const { text, status } = printed([command, '--schema', '--config', 'there-is-no-such-file.yml']);

  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(schema)));
  expect(status).toBe(0);
});

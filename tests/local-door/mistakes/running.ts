import { CreateFunctionCommand, GetFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { zipSync } from 'fflate';
import { ARN, KB, type Mistake, ROLE } from './mistake';

export const aFunction = (more: object) =>
  new CreateFunctionCommand({
    FunctionName: 'bad',
    Role: ROLE,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zipSync({ 'index.js': Buffer.from('exports.handler = async () => 1;') }) },
    ...more,
  });

export const RUNNING_MISTAKES: readonly Mistake[] = [
  ['a function with a time-out of 901 s', 'lambda', aFunction({ Timeout: 901 }), 'ValidationException'],
  ['a function with 127 MB', 'lambda', aFunction({ MemorySize: 127 }), 'ValidationException'],
  [
    'a function with a name that has other characters',
    'lambda',
    aFunction({ FunctionName: 'a b' }),
    'ValidationException',
  ],
  [
    'a function whose zip is none',
    'lambda',
    aFunction({ Code: { ZipFile: Buffer.from('none') } }),
    'InvalidParameterValueException',
  ],
  [
    'a function that is not there',
    'lambda',
    new GetFunctionCommand({ FunctionName: 'none' }),
    'ResourceNotFoundException',
    404,
  ],
  [
    'a payload that is no JSON',
    'lambda',
    new InvokeCommand({ FunctionName: 'good', Payload: Buffer.from('{') }),
    'InvalidRequestContentException',
  ],
  [
    'a payload of more than 6 MB',
    'lambda',
    new InvokeCommand({ FunctionName: 'good', Payload: Buffer.from(`"${'x'.repeat(6 * KB * KB)}"`) }),
    'RequestTooLargeException',
    413,
  ],
  [
    'an asynchronous payload of more than 1 MB',
    'lambda',
    new InvokeCommand({
      FunctionName: 'good',
      InvocationType: 'Event',
      Payload: Buffer.from(`"${'x'.repeat(KB * KB)}"`),
    }),
    'RequestTooLargeException',
    413,
  ],

  [
    'an input of more than 256 KiB',
    'states',
    new StartExecutionCommand({
      stateMachineArn: ARN('states', 'stateMachine:good'),
      input: `"${'x'.repeat(256 * KB)}"`,
    }),
    'ValidationException',
  ],
  [
    'an input that is no JSON',
    'states',
    new StartExecutionCommand({ stateMachineArn: ARN('states', 'stateMachine:good'), input: '{' }),
    'InvalidExecutionInput',
  ],
  [
    'an execution with a name of 81 characters',
    'states',
    new StartExecutionCommand({ stateMachineArn: ARN('states', 'stateMachine:good'), name: 'a'.repeat(81) }),
    'InvalidName',
  ],
  [
    'a machine that is not there',
    'states',
    new StartExecutionCommand({ stateMachineArn: ARN('states', 'stateMachine:none') }),
    'StateMachineDoesNotExist',
  ],
  ['an ARN that is none', 'states', new DescribeStateMachineCommand({ stateMachineArn: 'none' }), 'InvalidArn'],
  ['a page of 1,001', 'states', new ListStateMachinesCommand({ maxResults: 1_001 }), 'ValidationException'],
  [
    'the history of an execution that is not there',
    'states',
    new GetExecutionHistoryCommand({ executionArn: ARN('states', 'execution:good:none') }),
    'ExecutionDoesNotExist',
  ],
  [
    'a definition that is no JSON',
    'states',
    new CreateStateMachineCommand({ name: 'bad', roleArn: ROLE, definition: '{' }),
    'InvalidDefinition',
  ],
  [
    'a definition of more than 1 MB',
    'states',
    new CreateStateMachineCommand({ name: 'bad', roleArn: ROLE, definition: `{"Comment":"${'x'.repeat(KB * KB)}"}` }),
    'ValidationException',
  ],
  [
    'a machine with a name that has other characters',
    'states',
    new CreateStateMachineCommand({ name: 'a b', roleArn: ROLE, definition: '{}' }),
    'InvalidName',
  ],
  [
    'a task token that is none',
    'states',
    new SendTaskSuccessCommand({ taskToken: 'none', output: '{}' }),
    'InvalidToken',
  ],
];

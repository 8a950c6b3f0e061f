import { isObject, type Json } from '../json';
import { inputMembers, operationNamed } from '../tasks/sdk-model';
import type { Problems } from './problems';
import type { Resource } from './resource';

/** The SDK service whose model holds an optimised integration's arguments. */
const MODELS: Readonly<Record<string, string>> = { states: 'sfn', events: 'eventbridge' };

/** What the optimised integrations can not do without. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['FunctionName'],
  'states:startExecution': ['StateMachineArn'],
  'events:putEvents': ['Entries'],
  'dynamodb:getItem': ['Key', 'TableName'],
  'dynamodb:putItem': ['Item', 'TableName'],
  'dynamodb:updateItem': ['Key', 'TableName'],
  'dynamodb:deleteItem': ['Key', 'TableName'],
};

/** Arguments that are written out are held to the operation's model; an expression is seen at run time only. */
export function checkArguments(
  sent: Json | undefined,
  { service, action, resourceType }: Extract<Resource, { readonly kind: 'integration' }>,
  location: string,
  problems: Problems,
): void {
  if (!isObject(sent)) {
    return;
  }
  const optimised = !resourceType.startsWith('aws-sdk:');
  const names = Object.keys(sent).map((key) => (key.endsWith('.$') ? key.slice(0, -2) : key));
  const model = optimised ? (MODELS[service] ?? service) : service;
  const operation = operationNamed(model, action);
  const members = operation === undefined ? undefined : inputMembers(model, operation);
  for (const name of members === undefined ? [] : names.filter((one) => !members.has(one))) {
    problems.add(location, `The field '${name}' is not supported by Step Functions`);
  }
  for (const name of optimised ? (REQUIRED[`${service}:${action}`] ?? []) : []) {
    if (!names.includes(name)) {
      problems.add(location, `The field '${name}' is required but was missing`);
    }
  }
}

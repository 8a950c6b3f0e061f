import type { Case } from './cases';

const key = (pk: string) => ({ pk: { S: pk } });
const SEED = [
  { ...key('a'), n: { N: '1' }, s: { S: 'x' } },
  { ...key('b'), n: { N: '2' } },
  { ...key('c'), m: { M: { d: { L: [{ N: '1' }, { S: 'e' }] } } } },
];
const TableName = 'TABLE';

function transaction(name: string, actions: readonly object[]): Case {
  const steps = [{ operation: 'transactWriteItems', input: { TransactItems: actions } }];
  return { name: `transaction: ${name}`, table: 'S', items: SEED, steps };
}

export const transactionCases: readonly Case[] = [
  transaction('one action of each kind', [
    { Put: { TableName, Item: { ...key('new'), v: { SS: ['p', 'q'] } } } },
    {
      Update: {
        TableName,
        Key: key('a'),
        UpdateExpression: 'SET n = n + :one REMOVE s',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    },
    { Delete: { TableName, Key: key('b') } },
    { ConditionCheck: { TableName, Key: key('c'), ConditionExpression: 'attribute_exists(m.d)' } },
  ]),
  transaction('a failed check among good actions', [
    { Put: { TableName, Item: key('new') } },
    { ConditionCheck: { TableName, Key: key('c'), ConditionExpression: 'attribute_not_exists(pk)' } },
  ]),
  transaction('a failed put that wants the old item', [
    {
      Put: {
        TableName,
        Item: { ...key('a'), n: { N: '9' } },
        ConditionExpression: 'n > :high',
        ExpressionAttributeValues: { ':high': { N: '5' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    { Delete: { TableName, Key: key('b') } },
  ]),
];

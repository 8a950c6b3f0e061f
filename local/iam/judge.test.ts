// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how IAM writes policy variables
import { denialText, judge } from './judge';
import { readStatements } from './statement';

const CONTEXT = new Map([
  ['aws:requestedregion', 'us-east-1'],
  ['aws:principalaccount', '123456789012'],
  ['iam:passedtoservice', 'dax.amazonaws.com'],
]);
const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/ledger';
const allow = (more: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const judged = (statements: readonly object[], action: string, resource: string) =>
  judge(readStatements({ Statement: statements }), { action, resource }, CONTEXT);

describe('judging by identity policies', () => {
  test.each([
    ['the action and the resource', [allow({ Action: 'dynamodb:UpdateItem', Resource: TABLE })], 'allowed'],
    [
      'lists and wildcards',
      [allow({ Action: ['s3:*', 'dynamodb:Up*'], Resource: ['arn:aws:dynamodb:*:*:table/led?er'] })],
      'allowed',
    ],
    ['the action in another case', [allow({ Action: 'DynamoDB:updateitem' })], 'allowed'],
    ['another action', [allow({ Action: 'dynamodb:GetItem' })], 'not-allowed'],
    ['another resource', [allow({ Resource: `${TABLE}/index/*` })], 'not-allowed'],
    ['a resource in another case', [allow({ Resource: TABLE.toUpperCase() })], 'not-allowed'],
    ['NotAction with another action', [allow({ Action: undefined, NotAction: 'iam:*' })], 'allowed'],
    ['NotAction with this action', [allow({ Action: undefined, NotAction: 'dynamodb:*' })], 'not-allowed'],
    ['NotResource with this resource', [allow({ Resource: undefined, NotResource: '*table/led*' })], 'not-allowed'],
    [
      'a deny beside the allow',
      [allow({}), { Effect: 'Deny', Action: 'dynamodb:*', Resource: TABLE }],
      'denied-explicitly',
    ],
    [
      'a deny whose condition does not hold',
      [
        allow({}),
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } },
        },
      ],
      'allowed',
    ],
    [
      'a condition that holds',
      [allow({ Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } } })],
      'allowed',
    ],
    [
      'two conditions of which one holds',
      [
        allow({
          Condition: {
            StringEquals: { 'aws:RequestedRegion': 'us-east-1' },
            StringLike: { 'iam:PassedToService': 'lambda.*' },
          },
        }),
      ],
      'not-allowed',
    ],
    [
      'a condition on a key that the call lacks',
      [allow({ Condition: { StringEquals: { 'aws:Colour': 'red' } } })],
      'not-allowed',
    ],
    ['the same with IfExists', [allow({ Condition: { StringEqualsIfExists: { 'aws:Colour': 'red' } } })], 'allowed'],
    ['Null that asks for an absent key', [allow({ Condition: { Null: { 'aws:Colour': 'true' } } })], 'allowed'],
    [
      'a policy variable',
      [allow({ Resource: 'arn:aws:dynamodb:${aws:RequestedRegion}:${aws:PrincipalAccount}:table/*' })],
      'allowed',
    ],
    ['a policy variable that is not known', [allow({ Resource: 'arn:*:${aws:Colour}*' })], 'not-allowed'],
    ['no statement', [], 'not-allowed'],
  ])('%s', (_what, statements, expected) => {
    expect(judged(statements, 'dynamodb:UpdateItem', TABLE)).toBe(expected);
  });

  test('what cannot be scoped needs the star as resource', () => {
    const scoped = [allow({ Action: 'dax:*', Resource: 'arn:aws:dax:us-east-1:123456789012:cache/products' })];

    expect(judged(scoped, 'dax:DescribeClusters', '*')).toBe('not-allowed');
    expect(judged([allow({ Action: 'dax:*' })], 'dax:DescribeClusters', '*')).toBe('allowed');
  });

  test.each([
    [
      'an operator',
      allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
      'Statement[0].Condition.IpAddress is an operator',
    ],
    ['an effect', allow({ Effect: 'Maybe' }), 'Statement[0].Effect must be Allow or Deny, got "Maybe"'],
    ['an element', allow({ Principal: '*' }), 'Statement[0].Principal is not an element'],
    ['a missing action', allow({ Action: undefined }), 'Statement[0] must have one of Action and NotAction'],
  ])('%s that is not understood is refused by name', (_what, statement, message) => {
    expect(() => readStatements({ Statement: statement })).toThrow(message);
  });

  test('the text is the one of AWS', () => {
    const wanted = { action: 'dax:DescribeClusters', resource: '*' };

    expect(denialText('arn:aws:sts::1:assumed-role/a/b', wanted, 'not-allowed')).toBe(
      'User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: dax:DescribeClusters on resource: * because no identity-based policy allows the dax:DescribeClusters action',
    );
    expect(denialText('arn:aws:sts::1:assumed-role/a/b', wanted, 'denied-explicitly')).toContain(
      'with an explicit deny in an identity-based policy',
    );
  });
});

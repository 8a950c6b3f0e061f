// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how CloudFormation writes substitutions
import { resolveValue, type Scope } from './intrinsics';

const scope: Scope = {
  region: 'us-east-1',
  ref: (name) => ({ 'AWS::Region': 'us-east-1', Table: 'ledger', Name: 'x' })[name],
  attribute: (logicalId, attribute) => `${logicalId}/${attribute}`,
  condition: (name) => name === 'Yes',
  mapping: (map, top, second) => (map === 'Sizes' && top === 'small' && second === 'nodes' ? 3 : undefined),
};

describe('intrinsic functions', () => {
  test.each([
    ['Ref', { Ref: 'Table' }, 'ledger'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Role.Arn' }, 'Role/Arn'],
    ['GetAtt with a dotted attribute', { 'Fn::GetAtt': ['Db', 'Endpoint.Address'] }, 'Db/Endpoint.Address'],
    [
      'Sub as text',
      { 'Fn::Sub': 'arn:${AWS::Region}:${Table}:${Role.Arn}:${!Kept}' },
      'arn:us-east-1:ledger:Role/Arn:${Kept}',
    ],
    [
      'Sub with a map',
      { 'Fn::Sub': ['${own}-${Table}-${Name}', { own: { Ref: 'Table' }, Name: 7 }] },
      'ledger-ledger-7',
    ],
    ['Join', { 'Fn::Join': [':', ['a', { Ref: 'Table' }, 1]] }, 'a:ledger:1'],
    ['Join of a split', { 'Fn::Join': ['-', { 'Fn::Split': ['/', 'a/b'] }] }, 'a-b'],
    ['Select', { 'Fn::Select': ['1', ['a', { Ref: 'Table' }]] }, 'ledger'],
    ['If that holds', { 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    ['If that does not', { 'Fn::If': ['No', 'a', { Ref: 'Table' }] }, 'ledger'],
    ['conditions', { 'Fn::And': [{ 'Fn::Equals': ['a', 'a'] }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
    ['Or', { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }, true],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'nodes'] }, 3],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['Length', { 'Fn::Length': ['a', 'b'] }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Table' } } }, '{"a":"ledger"}'],
    [
      'a Condition of a policy stays',
      { Condition: { StringEquals: { k: { Ref: 'Table' } } } },
      { Condition: { StringEquals: { k: 'ledger' } } },
    ],
    ['NoValue leaves the property out', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
    ['plain values stay', { a: [1, true, null, 'x'] }, { a: [1, true, null, 'x'] }],
  ])('%s', (_name, value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  test.each([
    [
      'an import from another stack',
      { 'Fn::ImportValue': 'x' },
      'the intrinsic function Fn::ImportValue is not supported',
    ],
    ['an unknown function', { 'Fn::Explode': 'x' }, 'Fn::Explode is not supported'],
    ['an unknown name', { Ref: 'Nowhere' }, 'there is no resource or parameter Nowhere'],
    ['an unknown name in a text', { 'Fn::Sub': 'a${Nowhere}' }, 'there is no resource or parameter Nowhere'],
    ['an item that is not there', { 'Fn::Select': [5, ['a']] }, 'there is no item 5 in a list of 1'],
    [
      'a mapping that is not there',
      { 'Fn::FindInMap': ['Sizes', 'big', 'nodes'] },
      'there is no mapping Sizes.big.nodes',
    ],
    ['a list where text belongs', { 'Fn::Join': [':', ['a', ['b']]] }, 'must be text or a number, got ["b"]'],
  ])('%s is refused with its place', (_name, value, message) => {
    expect(() => resolveValue({ Properties: { Deep: value } }, scope)).toThrow(message);
    expect(() => resolveValue({ Properties: { Deep: value } }, scope)).toThrow(
      expect.objectContaining({ property: expect.stringContaining('Properties.Deep') }),
    );
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how CloudFormation writes substitutions
import { creationOrder } from './creation-order';
import type { TemplateResource } from './template';

const aResource = (
  logicalId: string,
  properties: object = {},
  dependsOn: readonly string[] = [],
): TemplateResource => ({
  logicalId,
  type: logicalId.startsWith('Rule') ? 'reaction' : 'base',
  properties: properties as TemplateResource['properties'],
  dependsOn,
  condition: undefined,
});

const namesOf = (resources: readonly TemplateResource[]) =>
  creationOrder(resources, ({ type }) => (type === 'reaction' ? 1 : 0)).map(({ logicalId }) => logicalId);

describe('order of creation', () => {
  test('what is referred to comes first, however it is referred to', () => {
    expect(
      namesOf([
        aResource('A', { x: { Ref: 'B' } }),
        aResource('B', { x: { 'Fn::GetAtt': ['C', 'Arn'] } }),
        aResource('C', { x: { 'Fn::Sub': 'a-${D}-${E.Arn}-${AWS::Region}' } }),
        aResource('D', { x: { 'Fn::Sub': ['${own}', { own: { Ref: 'E' } }] } }),
        aResource('E', {}, ['F']),
        aResource('F'),
      ]),
    ).toEqual(['F', 'E', 'D', 'C', 'B', 'A']);
  });

  test('what reacts comes last, and the order of the file decides otherwise', () => {
    expect(namesOf([aResource('Rule1'), aResource('B'), aResource('A')])).toEqual(['B', 'A', 'Rule1']);
  });

  test('a substitution under a name of its own is no reference', () => {
    expect(
      namesOf([aResource('A', { x: { 'Fn::Sub': ['${B}', { B: 1 }] } }), aResource('B', { x: { Ref: 'A' } })]),
    ).toEqual(['A', 'B']);
  });

  test('a circle is refused by the names on it', () => {
    expect(() =>
      namesOf([
        aResource('A', { x: { Ref: 'B' } }),
        aResource('B', { x: { Ref: 'C' } }),
        aResource('C', { x: { Ref: 'B' } }),
      ]),
    ).toThrow('refers to itself in a circle: B -> C -> B');
  });
});

import type { TableState } from '../sizing';

const dimensions = [
  'dynamodb:table:ReadCapacityUnits',
  'dynamodb:table:WriteCapacityUnits',
  'dynamodb:index:ReadCapacityUnits',
  'dynamodb:index:WriteCapacityUnits',
] as const;

/** Reads or writes of a table or of an index, as Application Auto Scaling names them. */
export interface Scalable {
  /** Absent for the table itself. */
  readonly index?: string;
  readonly side: 'read' | 'write';
  readonly resourceId: string;
  readonly dimension: (typeof dimensions)[number];
  readonly metric: 'DynamoDBReadCapacityUtilization' | 'DynamoDBWriteCapacityUtilization';
}

export function scalablesOf(table: Pick<TableState, 'name' | 'indexes'>): readonly Scalable[] {
  const resources = [undefined, ...table.indexes.map(({ name }) => name)];
  return resources.flatMap((index) => {
    const resourceId = index === undefined ? `table/${table.name}` : `table/${table.name}/index/${index}`;
    const kind = index === undefined ? 'table' : 'index';
    const of = index === undefined ? {} : { index };
    return [
      {
        ...of,
        side: 'read',
        resourceId,
        dimension: `dynamodb:${kind}:ReadCapacityUnits`,
        metric: 'DynamoDBReadCapacityUtilization',
      } as const,
      {
        ...of,
        side: 'write',
        resourceId,
        dimension: `dynamodb:${kind}:WriteCapacityUnits`,
        metric: 'DynamoDBWriteCapacityUtilization',
      } as const,
    ];
  });
}

export const resourceIdsOf = (table: Pick<TableState, 'name' | 'indexes'>): string[] => [
  ...new Set(scalablesOf(table).map(({ resourceId }) => resourceId)),
];

export const idOf = ({ resourceId, dimension }: Scalable) =>
  ({ ServiceNamespace: 'dynamodb', ResourceId: resourceId, ScalableDimension: dimension }) as const;

export const isOf =
  ({ resourceId, dimension }: Scalable) =>
  (registered: { readonly ResourceId: string | undefined; readonly ScalableDimension: string | undefined }) =>
    registered.ResourceId === resourceId && registered.ScalableDimension === dimension;

import type { Access } from '@daxpilot/access';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  readonly version: number;
  readonly [attribute: string]: unknown;
}

export interface Page {
  readonly products: readonly Product[];
  /** For the next page; absent on the last. */
  readonly next?: string;
}

/** Products in one table with the key `id`. */
export class ProductStore {
  private readonly versions: ReturnType<Access['versioned']>;

  constructor(
    private readonly access: Access,
    private readonly table: string,
  ) {
    this.versions = access.versioned({ TableName: table, key: ['id'] });
  }

  async get(id: string): Promise<Product | undefined> {
    const { Item } = await this.access.document.get({ TableName: this.table, Key: { id } });
    return Item as Product | undefined;
  }

  async list(limit: number, after: string | undefined): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.access.document.scan({
      TableName: this.table,
      Limit: limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { id: after } }),
    });
    const next = LastEvaluatedKey?.id as string | undefined;
    return { products: Items as Product[], ...(next === undefined ? {} : { next }) };
  }

  /** Creates it, or replaces the version that it carries. */
  async put(product: Omit<Product, 'version'> & { readonly version?: number }): Promise<Product> {
    return (await this.versions.put({ ...product })) as Product;
  }

  /** A note replaces the one before. */
  async addToStock(id: string, count: number, note?: string): Promise<Product> {
    const { Attributes } = await this.access.document.update({
      TableName: this.table,
      Key: { id },
      UpdateExpression: note === undefined ? 'ADD stock :count' : 'ADD stock :count SET note = :note',
      ConditionExpression: 'attribute_exists(id)',
      ExpressionAttributeValues: { ':count': count, ...(note === undefined ? {} : { ':note': note }) },
      ReturnValues: 'ALL_NEW',
    });
    return Attributes as Product;
  }

  async remove(id: string): Promise<void> {
    await this.access.document.delete({ TableName: this.table, Key: { id } });
  }
}

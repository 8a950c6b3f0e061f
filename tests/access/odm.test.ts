import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { item, number, string, Table, Entity as ToolboxEntity } from 'dynamodb-toolbox';
import { DeleteItemCommand } from 'dynamodb-toolbox/entity/actions/delete';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { $add, UpdateItemCommand } from 'dynamodb-toolbox/entity/actions/update';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import dynamoose from 'dynamoose';
import { Entity, Service } from 'electrodb';
import type { Access } from '../../shared/dax-access/index';
import { aStage, type Stage } from './fixture';

describe('mappers that are given the client of the access module', () => {
  let stage: Stage;
  let access: Access;
  beforeAll(async () => {
    stage = await aStage();
    access = stage.open();
  });
  beforeEach(() => {
    stage.notes.attempts.length = 0;
  });
  afterAll(() => stage.close());

  const allThroughDax = () => {
    expect(stage.notes.attempts.length).toBeGreaterThan(0);
    expect(stage.notes.attempts.every(({ route }) => route === 'dax')).toBe(true);
  };

  test('ElectroDB: create, get, patch, query, batch, delete, conditions', async () => {
    const products = new Entity(
      {
        model: { entity: 'product', version: '1', service: 'shop' },
        attributes: {
          shop: { type: 'string', required: true },
          sku: { type: 'string', required: true },
          price: { type: 'number', required: true },
          tags: { type: 'set', items: 'string' },
        },
        indexes: { main: { pk: { field: 'pk', composite: ['shop'] }, sk: { field: 'sk', composite: ['sku'] } } },
      },
      { client: access.document, table: 'pairs' },
    );
    const service = new Service({ products });
    await products.create({ shop: 's', sku: '1', price: 5, tags: ['a', 'b'] }).go();
    await expect(products.create({ shop: 's', sku: '1', price: 6 }).go()).rejects.toThrow(/conditional/i);
    await products.patch({ shop: 's', sku: '1' }).add({ price: 2 }).go();
    expect((await products.get({ shop: 's', sku: '1' }).go()).data).toEqual({
      shop: 's',
      sku: '1',
      price: 7,
      tags: ['a', 'b'],
    });
    await products.put([2, 3, 4].map((n) => ({ shop: 's', sku: `${n}`, price: n }))).go();
    expect((await products.query.main({ shop: 's' }).gt({ sku: '1' }).go()).data.map(({ sku }) => sku)).toEqual([
      '2',
      '3',
      '4',
    ]);
    const batch = await products.get([2, 3].map((n) => ({ shop: 's', sku: `${n}` }))).go({ preserveBatchOrder: true });
    expect(batch.data.map((found) => found?.price)).toEqual([2, 3]);
    await products.delete({ shop: 's', sku: '2' }).go();
    expect((await service.entities.products.get({ shop: 's', sku: '2' }).go()).data).toBeNull();
    allThroughDax();
  });

  test('DynamoDB-Toolbox: put, get, update, query, delete', async () => {
    const table = new Table({
      name: 'pairs',
      partitionKey: { name: 'pk', type: 'string' },
      sortKey: { name: 'sk', type: 'string' },
      documentClient: access.document,
    });
    const Pokemon = new ToolboxEntity({
      name: 'Pokemon',
      table,
      schema: item({ pk: string().key(), sk: string().key(), level: number() }),
    });
    await Pokemon.build(PutItemCommand).item({ pk: 't', sk: '1', level: 1 }).send();
    await Pokemon.build(UpdateItemCommand)
      .item({ pk: 't', sk: '1', level: $add(4) })
      .send();
    expect((await Pokemon.build(GetItemCommand).key({ pk: 't', sk: '1' }).send()).Item).toMatchObject({ level: 5 });
    const found = await table.build(QueryCommand).query({ partition: 't' }).entities(Pokemon).send();
    expect(found.Items).toHaveLength(1);
    await Pokemon.build(DeleteItemCommand).key({ pk: 't', sk: '1' }).send();
    expect((await Pokemon.build(GetItemCommand).key({ pk: 't', sk: '1' }).send()).Item).toBeUndefined();
    allThroughDax();
  });

  test('Dynamoose: create, get, update, query, batch, delete', async () => {
    dynamoose.aws.ddb.set(access.dynamodb as DynamoDB);
    const Cat = dynamoose.model(
      'pairs',
      new dynamoose.Schema({
        pk: { type: String, hashKey: true },
        sk: { type: String, rangeKey: true },
        lives: Number,
      }),
      {
        create: false,
        waitForActive: false,
      },
    );
    await Cat.create({ pk: 'c', sk: 'tom', lives: 9 });
    await expect(Cat.create({ pk: 'c', sk: 'tom', lives: 1 })).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await Cat.update({ pk: 'c', sk: 'tom' }, { $ADD: { lives: -1 } });
    expect((await Cat.get({ pk: 'c', sk: 'tom' })).lives).toBe(8);
    await Cat.batchPut([
      { pk: 'c', sk: 'a', lives: 1 },
      { pk: 'c', sk: 'b', lives: 2 },
    ]);
    expect((await Cat.query('pk').eq('c').exec()).map(({ sk }) => sk)).toEqual(['a', 'b', 'tom']);
    expect(
      await Cat.batchGet([
        { pk: 'c', sk: 'a' },
        { pk: 'c', sk: 'b' },
      ]),
    ).toHaveLength(2);
    await Cat.delete({ pk: 'c', sk: 'tom' });
    expect(await Cat.get({ pk: 'c', sk: 'tom' })).toBeUndefined();
    allThroughDax();
  });
});

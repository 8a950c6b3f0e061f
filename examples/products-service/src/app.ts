import type { Access } from '@daxpilot/access';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Product, ProductStore } from './product-store';

const productBody = {
  type: 'object',
  required: ['name', 'price'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 200 },
    price: { type: 'number', minimum: 0 },
    version: { type: 'integer', minimum: 1 },
  },
} as const;
const idParams = { type: 'object', properties: { id: { type: 'string', minLength: 1, maxLength: 100 } } } as const;
const listQuery = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    after: { type: 'string', minLength: 1 },
  },
} as const;
const stockBody = {
  type: 'object',
  required: ['add'],
  properties: { add: { type: 'integer' }, note: { type: 'string', maxLength: 100_000 } },
} as const;

interface Id {
  readonly id: string;
}

/** What an error of the store means to an HTTP client. */
const statusOf: Readonly<Record<string, number>> = {
  ConditionalCheckFailedException: 409,
  ValidationException: 400,
  ProvisionedThroughputExceededException: 503,
  ThrottlingException: 503,
  'access.ambiguous-write': 504,
  'access.deadline': 504,
  'access.fallback-saturated': 503,
  'access.dax-unavailable': 503,
  'access.write-fallback-refused': 503,
  'access.writes-held': 503,
  'access.endpoint': 503,
};

export function createApp(access: Access, store: ProductStore): FastifyInstance {
  const app = fastify({ logger: false });

  app.get<{ Params: Id }>('/product/:id', { schema: { params: idParams } }, async ({ params }, reply) => {
    const product = await store.get(params.id);
    return product ?? reply.code(404).send({ error: 'not-found', id: params.id });
  });
  app.get<{ Querystring: { limit: number; after?: string } }>(
    '/products',
    { schema: { querystring: listQuery } },
    ({ query }) => store.list(query.limit, query.after),
  );
  app.put<{ Params: Id; Body: Omit<Product, 'id' | 'version'> & { version?: number } }>(
    '/product/:id',
    { schema: { params: idParams, body: productBody } },
    ({ params, body }) => store.put({ ...body, id: params.id } as Product),
  );
  app.post<{ Params: Id; Body: { add: number; note?: string } }>(
    '/product/:id/stock',
    { schema: { params: idParams, body: stockBody } },
    ({ params, body }) => store.addToStock(params.id, body.add, body.note),
  );
  app.delete<{ Params: Id }>('/product/:id', { schema: { params: idParams } }, async ({ params }, reply) => {
    await store.remove(params.id);
    return reply.code(204).send();
  });
  // The process is alive although DAX is not: it serves from the table. A load balancer must not take it out for that.
  app.get('/health', () => {
    const { breakers, fallbackReady, keysReadAround, epoch } = access.state();
    const dax = Object.values(breakers).every((state) => state === 'closed') ? 'ok' : 'around';
    return { status: 'ok', dax, table: fallbackReady ?? 'not-tried', breakers, keysReadAround, epoch };
  });

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const known = statusOf[error.code] ?? statusOf[error.name] ?? error.statusCode;
    const status = known ?? 500;
    if (status === 503) reply.header('retry-after', '1');
    return reply.code(status).send({ error: error.code ?? error.name, message: error.message });
  });
  return app;
}

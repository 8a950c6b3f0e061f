import { once as event } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConcurrentUpdateException, ValidationException } from '@aws-sdk/client-application-auto-scaling';
import {
  DAXClient,
  IncreaseReplicationFactorCommand,
  InsufficientClusterCapacityFault,
  InvalidClusterStateFault,
  NodeQuotaForClusterExceededFault,
} from '@aws-sdk/client-dax';
import { LimitExceededException, ResourceInUseException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { PortError } from '../flow/ports';
import { attempt } from './calls';
import { forChanges } from './clients';
import { toPortError } from './port-error';

const made = { message: 'as AWS put it', $metadata: { httpStatusCode: 400 } };

const refusals: readonly (readonly [Error, string, boolean])[] = [
  [new InvalidClusterStateFault(made), 'aws.busy', true],
  [new ResourceInUseException(made), 'aws.busy', true],
  [new ConcurrentUpdateException(made), 'aws.busy', true],
  [new InsufficientClusterCapacityFault(made), 'aws.capacity', false],
  [new NodeQuotaForClusterExceededFault(made), 'aws.quota', false],
  [new LimitExceededException(made), 'aws.quota', false],
  [new ResourceNotFoundException(made), 'aws.not-found', false],
  [new ExecutionDoesNotExist(made), 'aws.not-found', false],
  [new ValidationException(made), 'aws.invalid', false],
  [named('InvalidParameterValueException'), 'aws.invalid', false],
  [named('ThrottlingException'), 'aws.throttled', true],
  [named('Throttling'), 'aws.throttled', true],
  [named('ThrottledException'), 'aws.throttled', true],
  [named('ProvisionedThroughputExceededException'), 'aws.throttled', true],
  [named('AccessDeniedException'), 'aws.denied', false],
  [named('AccessDenied'), 'aws.denied', false],
  [named('InvalidSignatureException'), 'aws.denied', false],
  [named('ExpiredTokenException'), 'aws.denied', false],
  [named('SomethingNew'), 'aws.failed', false],
];

test.each(refusals.map(([error, code, retryable]) => ({ error, name: error.name, code, retryable })))(
  '$name is $code and surely had no effect',
  ({ error, code, retryable }) => {
    const read = toPortError('UpdateTable products', error);

    expect(read).toMatchObject({ name: 'PortError', code, retryable, sent: 'no', cause: error });
    expect(read.message).toBe(`UpdateTable products: ${error.name}: as AWS put it`);
  },
);

test('a port error passes through as it is', () => {
  const error = new PortError('aws.invalid', 'no units', false, 'no');

  expect(toPortError('again', error)).toBe(error);
});

test('without credentials nothing was sent', async () => {
  const dax = new DAXClient({
    ...forChanges({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    credentials: async () => {
      throw Object.assign(new Error('no provider has any'), { name: 'CredentialsProviderError' });
    },
  });

  await expect(increase(dax)).rejects.toMatchObject({ code: 'aws.denied', retryable: false, sent: 'no' });
});

test('a port that nobody listens on surely got nothing', async () => {
  const url = await whileListening(
    () => {},
    async (listening) => listening,
  );

  await expect(increase(clientOf(url))).rejects.toMatchObject({ code: 'aws.unreachable', retryable: true, sent: 'no' });
});

test('a connection that is cut after the request may have carried it out', async () => {
  await whileListening(
    (request) => request.on('end', () => request.socket.destroy()).resume(),
    async (url) => {
      await expect(increase(clientOf(url))).rejects.toMatchObject({
        code: 'aws.unreachable',
        retryable: true,
        sent: 'maybe',
      });
    },
  );
});

test('a call that is not answered is given up and may have been carried out', async () => {
  await whileListening(
    () => {},
    async (url) => {
      await expect(increase(clientOf(url), 100)).rejects.toMatchObject({
        code: 'aws.unreachable',
        retryable: true,
        sent: 'maybe',
      });
    },
  );
});

test('a server error may have carried it out', async () => {
  await whileListening(
    (_, response) => {
      response.writeHead(500, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"InternalFailure"}');
    },
    async (url) => {
      await expect(increase(clientOf(url))).rejects.toMatchObject({
        code: 'aws.failed',
        retryable: true,
        sent: 'maybe',
      });
    },
  );
});

test('a change is sent once, whatever comes back', async () => {
  let requests = 0;
  await whileListening(
    (_, response) => {
      requests += 1;
      response.writeHead(503).end();
    },
    async (url) => {
      await expect(increase(clientOf(url))).rejects.toMatchObject({ sent: 'maybe' });
    },
  );

  expect(requests).toBe(1);
});

test("AWS's refusal over the wire keeps its name", async () => {
  await whileListening(
    (_, response) => {
      response
        .writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
        .end('{"__type":"com.amazonaws.dax#InvalidClusterStateFault","message":"not available"}');
    },
    async (url) => {
      await expect(increase(clientOf(url))).rejects.toMatchObject({ code: 'aws.busy', retryable: true, sent: 'no' });
    },
  );
});

function named(name: string): Error {
  return Object.assign(new Error(made.message), { name, $metadata: made.$metadata });
}

const increase = (dax: DAXClient, longestMs?: number) =>
  attempt(
    'IncreaseReplicationFactor products',
    (options) =>
      dax.send(new IncreaseReplicationFactorCommand({ ClusterName: 'products', NewReplicationFactor: 5 }), options),
    longestMs,
  );

const clientOf = (url: string) =>
  new DAXClient({
    ...forChanges({ AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: url }),
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });

async function whileListening<Result>(answer: RequestListener, run: (url: string) => Promise<Result>): Promise<Result> {
  const server: Server = createServer(answer).listen(0, '127.0.0.1');
  await event(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await run(`http://127.0.0.1:${port}`);
  } finally {
    const closed = event(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

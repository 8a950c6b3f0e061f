import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LostResponse } from '../kernel/gate';
import type { PlatformHost } from '../kernel/platform';
import type { Call } from '../kernel/service';
import { ServiceError } from '../kernel/service-error';
import { type Authorization, parseAuthorization } from './authorization-header';
import { entryOf } from './catalogue';
import { formOf } from './choose-form';
import { answerControl, CONTROL_PREFIX, type ControlRoute } from './control';
import { BareHttpFault } from './faults';
import type { Answer, DoorRequest } from './form';
import { modelOf, type ServiceModel } from './model';
import { PortInUse } from './port-in-use';
import { decompress, readBody } from './read-body';
import { serveByModel, serveRaw } from './serve-operation';
import { verifySignature } from './signature';

export interface DoorOptions {
  readonly platform: PlatformHost;
  /** 0 takes a free port. */
  readonly port: number;
  readonly controls?: readonly ControlRoute[];
}

export interface Door {
  readonly endpoint: string;
  close(): Promise<void>;
}

const CONTROL_MAX_BYTES = 1024 * 1024;
const DEFAULT_MAX_BYTES = 1024 * 1024;
/** Longer than SDK clients keep idle connections, so that a client never sends into a closing one. */
const KEEP_ALIVE_MS = 120_000;

/** Every service of the platform behind one port, each in the wire forms of its own SDK clients. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const server = createServer((incoming, response) => {
    serve(options, incoming, response).catch((error: unknown) => {
      options.platform.log.write('door.failed', { url: incoming.url ?? '', error: String(error) });
      response.destroy();
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.headersTimeout = KEEP_ALIVE_MS + 1_000;
  await listen(server, options.port);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  options.platform.listensAt(endpoint);
  return {
    endpoint,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUse(port, '--port') : error);
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function serve(options: DoorOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  if (path.startsWith(CONTROL_PREFIX)) {
    await serveControl(options, incoming, response, path, query);
    return;
  }
  const head: DoorRequest = {
    id: randomUUID(),
    method: incoming.method ?? 'GET',
    path,
    query,
    headers: flatHeaders(incoming),
    sentBody: Buffer.alloc(0),
    body: Buffer.alloc(0),
  };
  const answer = await answerTo(options.platform, head, incoming);
  if (answer === undefined) {
    incoming.socket.destroy();
    return;
  }
  send(response, { ...answer, headers: { 'x-amzn-requestid': head.id, ...answer.headers } }, !incoming.complete);
}

/** Undefined where the connection is to be dropped. */
async function answerTo(
  platform: PlatformHost,
  head: DoorRequest,
  incoming: IncomingMessage,
): Promise<Answer | undefined> {
  let model: ServiceModel | undefined;
  let request = head;
  let form = formOf(head, undefined);
  try {
    const scope = claimedService(head);
    const entry = entryOf(scope);
    const service = platform.service(scope);
    form = formOf(head, scope);
    const maxBytes = entry?.maxBodyBytes ?? DEFAULT_MAX_BYTES;
    const sentBody = await readBody(incoming, maxBytes);
    const authorization = requiredAuthorization(head);
    if (entry !== undefined && service?.raw === undefined) {
      model = await modelOf(entry);
    }
    request = { ...head, sentBody, body: await decompress(sentBody, head.headers['content-encoding'], maxBytes) };
    const { credentials, region } = platform;
    const caller = verifySignature(request, authorization, { credentials, region, nowMs: Date.now });
    if (service === undefined) {
      throw noService(platform, authorization.service);
    }
    const call: Call = { caller, requestId: head.id, traceHeader: head.headers['x-amzn-trace-id'] };
    if (service.raw !== undefined) {
      return await serveRaw(platform, service, service.raw, form, request, call);
    }
    if (model === undefined) {
      throw noService(platform, service.name);
    }
    return await serveByModel(platform, service, form, { request, model }, call);
  } catch (error) {
    if (error instanceof LostResponse) {
      return undefined;
    }
    if (error instanceof BareHttpFault) {
      return error.answer();
    }
    return form.writeError(asServiceError(platform, error, head), { request, model });
  }
}

/** The service in the credential scope, before anything is checked: it says how large a body may be and how to answer. */
function claimedService({ headers }: DoorRequest): string {
  return /Credential=[^/,]*\/\d*\/[^/,]*\/([^/,]*)\//.exec(headers.authorization ?? '')?.[1] ?? '';
}

function requiredAuthorization({ headers, query }: DoorRequest): Authorization {
  const authorization = parseAuthorization(headers.authorization);
  if (authorization !== undefined) {
    return authorization;
  }
  if (/(^|&)X-Amz-Signature=/.test(query)) {
    throw new ServiceError('IncompleteSignatureException', 'The local platform does not take presigned requests.');
  }
  throw new ServiceError('MissingAuthenticationTokenException', 'Request is missing Authentication Token');
}

function noService(platform: PlatformHost, name: string): ServiceError {
  const there = platform
    .services()
    .map((service) => service.name)
    .join(', ');
  return new ServiceError(
    'UnknownOperationException',
    `The local platform has no service "${name}"; it has: ${there}.`,
  );
}

/** A failure that is no `ServiceError` is a fault of the platform: told to the log whole, to the caller in one line. */
function asServiceError(platform: PlatformHost, error: unknown, { id, path }: DoorRequest): ServiceError {
  if (error instanceof ServiceError) {
    return error;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  platform.log.write('door.internal-failure', { requestId: id, path, error: text });
  const message = error instanceof Error ? error.message : String(error);
  return new ServiceError('InternalFailure', `The local platform failed: ${message}`, 500);
}

async function serveControl(
  { platform, controls = [] }: DoorOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: string,
): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const origin = incoming.headers.origin;
  if (origin !== undefined && origin !== platform.endpoint()) {
    const message = `Control calls are not taken from other web pages, got origin ${origin}`;
    send(response, { statusCode: 403, headers, body: JSON.stringify({ message }) }, true);
    return;
  }
  try {
    const body = await readBody(incoming, CONTROL_MAX_BYTES);
    const answer = await answerControl(controls, { method: incoming.method ?? 'GET', path, query, body });
    send(response, { statusCode: answer.statusCode, headers, body: JSON.stringify(answer.body) }, false);
  } catch (error) {
    const statusCode = error instanceof ServiceError ? error.statusCode : 500;
    const message = error instanceof Error ? error.message : String(error);
    platform.log.write('door.control-failed', { path, error: message });
    send(response, { statusCode, headers, body: JSON.stringify({ message }) }, !incoming.complete);
  }
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) {
      headers[name] = Array.isArray(value) ? value.join(',') : value;
    }
  }
  return headers;
}

function send(response: ServerResponse, { statusCode, headers, body }: Answer, closes: boolean): void {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(statusCode, {
    ...headers,
    'content-length': bytes.length,
    ...(closes ? { connection: 'close' } : {}),
  });
  response.end(bytes);
}

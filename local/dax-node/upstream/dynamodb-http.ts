import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { DynamoDbException, DynamoDbUnreachable, type UpstreamCancellationReason } from './dynamodb-error';
import { type CredentialSource, RequestSigner } from './request-signer';

/** What the rest of the node needs of DynamoDB. */
export interface DynamoDb {
  call<Output>(operation: string, input: object): Promise<Output>;
}

export interface DynamoDbEndpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: CredentialSource;
  /** Wall-clock ms without an answer after which a call is given up. Default 10,000. */
  readonly timeoutMs?: number;
}

const MAX_SOCKETS = 128;
/** Below the five seconds after which Node's own servers close a quiet connection. */
const IDLE_SOCKET_MS = 4_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/** Calls DynamoDB's JSON protocol over connections that are kept open. No retries: the client in front has its own. */
export class DynamoDbHttp implements DynamoDb {
  private readonly url: URL;
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly signer: RequestSigner;
  private readonly timeoutMs: number;

  constructor(options: DynamoDbEndpoint) {
    this.url = new URL(options.endpoint);
    const agentOptions = {
      keepAlive: true,
      maxSockets: MAX_SOCKETS,
      timeout: IDLE_SOCKET_MS,
      scheduling: 'lifo' as const,
    };
    this.agent = this.url.protocol === 'https:' ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
    this.signer = new RequestSigner(options.credentials, options.region, this.url.host, this.url.pathname);
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  async call<Output>(operation: string, input: object): Promise<Output> {
    const body = JSON.stringify(input);
    const headers = await this.signer.headers(operation, body, Date.now());
    const { status, text } = await this.send(operation, headers, body);
    if (status === 200) return JSON.parse(text) as Output;
    throw exceptionOf(operation, status, text);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    operation: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return new Promise((resolve, reject) => {
      const send = this.url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request: ClientRequest = send(this.url, {
        method: 'POST',
        agent: this.agent,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      let connected = request.reusedSocket;
      request.on('socket', (socket) => {
        if (socket.connecting)
          socket.once('connect', () => {
            connected = true;
          });
        else connected = true;
      });
      const fail = (cause: Error): void =>
        reject(
          new DynamoDbUnreachable(
            `${operation}: no answer from ${this.url.origin}: ${reasonOf(cause)}`,
            connected,
            cause,
          ),
        );
      const deadline = setTimeout(
        () => request.destroy(new Error(`nothing came for ${this.timeoutMs} ms`)),
        this.timeoutMs,
      );
      request.on('close', () => clearTimeout(deadline));
      request.on('error', fail);
      request.on('response', (response) => collect(response, resolve, fail));
      request.end(body);
    });
  }
}

function collect(
  response: IncomingMessage,
  done: (answer: { readonly status: number; readonly text: string }) => void,
  fail: (cause: Error) => void,
): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', fail);
  response.on('end', () => done({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
}

/** Errors of several addresses tried at once have an empty message of their own. */
function reasonOf(error: Error & { readonly code?: string }): string {
  return error.message || (error.code ?? error.name);
}

function exceptionOf(operation: string, status: number, text: string): DynamoDbException {
  const body = parsedObject(text);
  const type = typeof body.__type === 'string' ? body.__type : '';
  const name = type.slice(type.lastIndexOf('#') + 1) || (status >= 500 ? 'InternalServerError' : 'UnknownError');
  const message = [body.message, body.Message].find((candidate) => typeof candidate === 'string');
  const reasons = Array.isArray(body.CancellationReasons)
    ? (body.CancellationReasons as readonly UpstreamCancellationReason[])
    : undefined;
  return new DynamoDbException(
    name,
    typeof message === 'string' ? message : `${operation} failed with ${name}`,
    status,
    reasons,
  );
}

function parsedObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

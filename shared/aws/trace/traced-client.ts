import { toPortError } from '../port-error';
import { StepTrace } from './step-trace';
import { causedBy, newId, type Subsegment } from './subsegment';

/** What the SDK tells of an answer. */
interface Metadata {
  readonly httpStatusCode?: number | undefined;
  readonly requestId?: string | undefined;
  readonly attempts?: number | undefined;
}

interface Sent {
  readonly request: { readonly headers: Record<string, string> };
}
interface Answered {
  readonly output: { readonly $metadata?: Metadata };
}
type Handle = (args: Sent) => Promise<Answered>;
interface Context {
  /** `DAXClient`. */
  readonly clientName?: string;
  /** `DescribeClustersCommand`. */
  readonly commandName?: string;
}

/** The SDK types its stack by the inputs of each client; a middleware of the build step is all that is added here. */
interface Stack {
  add(
    middleware: (next: Handle, context: Context) => Handle,
    options: { readonly name: string; readonly step: 'build' },
  ): void;
}

export interface Traceable {
  readonly middlewareStack: object;
}

/**
 * The client, each of whose calls leaves a subsegment under the step that makes it. The middleware stands between the serializer and the
 * SDK's retries, so that one call is one subsegment however often it is repeated. Without a running step it does nothing.
 */
export function traced<Client extends Traceable>(client: Client): Client {
  (client.middlewareStack as Stack).add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        const step = StepTrace.running;
        if (step === undefined) return next(args);
        const id = newId();
        const startMs = Date.now();
        const name = clientName.replace(/Client$/, '');
        const operation = commandName.replace(/Command$/, '');
        const end = (outcome: object, metadata: Metadata = {}) =>
          step.sendChild(id, startMs, { name, namespace: 'aws', ...calledAws(operation, metadata), ...outcome });
        // So that what AWS does for this call hangs under it, such as an execution that it starts.
        args.request.headers['X-Amzn-Trace-Id'] = step.headerOf(id);
        try {
          const answer = await next(args);
          end({}, answer.output.$metadata);
          return answer;
        } catch (error) {
          const metadata = (error as { readonly $metadata?: Metadata } | undefined)?.$metadata;
          end(failed(error, metadata?.httpStatusCode), metadata);
          throw error;
        }
      },
    { name: 'traced', step: 'build' },
  );
  return client;
}

const calledAws = (
  operation: string,
  { httpStatusCode: status, requestId, attempts = 1 }: Metadata,
): Pick<Subsegment, 'aws' | 'http'> => ({
  aws: { operation, region: process.env.AWS_REGION, request_id: requestId, retries: attempts - 1 },
  http: status === undefined ? undefined : { response: { status } },
});

function failed(error: unknown, status = 0): Required<Pick<Subsegment, 'error' | 'throttle' | 'fault' | 'cause'>> {
  const throttle = status === 429 || toPortError('', error).code === 'aws.throttled';
  const isOurs = throttle || (status >= 400 && status < 500);
  const type = error instanceof Error ? error.name : 'Error';
  return { error: isOurs, throttle, fault: !isOurs, cause: causedBy(type, status > 0) };
}

import type { Clock } from './clock';

/** Who calls: the access key's principal, or the role under which one service calls another. */
export interface Principal {
  readonly kind: 'root' | 'user' | 'assumed-role' | 'service';
  readonly arn: string;
  readonly accessKeyId?: string;
  /** The role behind an `assumed-role` session; what policies are attached to. */
  readonly roleArn?: string;
}

/** Temporary credentials of a role session, as STS gives them. They are checked against the wall clock, as signatures are. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
  readonly principal: Principal;
}

export interface Call {
  readonly caller: Principal;
  readonly requestId: string;
  /** The trace that the caller's work belongs to, as `X-Amzn-Trace-Id` names it. */
  readonly traceHeader?: string | undefined;
}

/** One operation: typed input in, typed output out. Throws `ServiceError` for what AWS answers with an error. */
// biome-ignore lint/suspicious/noExplicitAny: inputs were read by the operation's own schema at the door; each service narrows them.
export type Operation<Input = any, Output = unknown> = (input: Input, call: Call) => Output | Promise<Output>;

/** A request whose body the service reads by itself (DynamoDB passes it on); signature, faults and rights were checked at the door. */
export interface RawRequest {
  readonly operation: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly call: Call;
}

export interface RawResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * A service of the platform. `operations` holds what is there; every other operation of the SDK client's model is refused by name.
 */
export interface Service {
  /** Signing name in the credential scope: `monitoring`, `events`, `states`, `lambda`, `dax`, `dynamodb`, `sns`, `sts`, `application-autoscaling`. */
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Where present, requests from outside come here unread instead of to `operations`, which stays what `Platform.call` uses. */
  readonly raw?: (request: RawRequest) => Promise<RawResponse>;
  /** Called when the platform stops; must not leave timers or threads behind. */
  stop?(): Promise<void> | void;
}

/** An event on the default bus, in the shape that EventBridge delivers. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 with seconds, `Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** What a service may use of the platform it lives in. */
export interface Platform {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  /** Base URL of the front door; known only once it listens (handlers and SDKs inside workers use it). */
  endpoint(): string;
  /** Calls another service's operation in process, through the same checks as a call from outside. */
  call<Output = Record<string, unknown>>(
    service: string,
    operation: string,
    input: object,
    caller: Principal,
    more?: Pick<Call, 'traceHeader'>,
  ): Promise<Output>;
  /** Puts an event of an AWS service (`aws.*`) on the default bus. */
  emit(event: Pick<BusEvent, 'detail-type' | 'source' | 'detail'> & { readonly resources?: readonly string[] }): void;
  /** EventBridge registers itself here. */
  onEvent(listener: (event: BusEvent) => void): void;
  readonly log: Log;
  /** Credentials of a session of `roleArn`, good at the front door: what the Lambda runner gives a function and STS a caller. Default 1 h. */
  issueCredentials?(roleArn: string, sessionName: string, durationMs?: number): SessionCredentials;
  /**
   * Whether somebody may do what is no call of an operation here: write a function's log, ask a DAX node. Recorded as calls are. The text
   * of the denial, undefined where there is none.
   */
  denial?(caller: Principal, wanted: WantedAction): string | undefined;
}

/** An action of IAM on a resource. */
export interface WantedAction {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of this action, beside those that every call has. */
  readonly context?: Readonly<Record<string, string>>;
}

/** One line per thing that a person following along wants to know, with stable dotted event names. */
export interface Log {
  write(event: string, fields: Readonly<Record<string, unknown>>): void;
  onLine(listener: (line: LogLine) => void): () => void;
}

export interface LogLine {
  readonly atMs: number;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A message as it went out: nothing leaves the machine, people and tests read it here. */
export interface SentMessage {
  readonly messageId: string;
  /** ISO 8601, virtual time. */
  readonly at: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
  /** Who would have got it, with the text for that protocol. */
  readonly deliveries: readonly { readonly protocol: string; readonly endpoint: string; readonly message: string }[];
}

const KEPT = 1_000;

/** Keeps the newest 1,000 messages. */
export class MessageSink {
  #messages: SentMessage[] = [];

  add(message: SentMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > KEPT) {
      this.#messages = this.#messages.slice(-KEPT);
    }
  }

  /** Oldest first; `topic` is a topic's name or ARN. */
  list(topic?: string): readonly SentMessage[] {
    return this.#messages.filter(
      ({ topicArn }) => topic === undefined || topicArn === topic || topicArn.endsWith(`:${topic}`),
    );
  }

  clear(): void {
    this.#messages = [];
  }
}

import { invalid } from './topic';

export interface PublishInput {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly PhoneNumber?: string;
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly DataType?: string; readonly StringValue?: string; readonly BinaryValue?: Uint8Array }>
  >;
}

const MAX_BYTES = 256 * 1024;
const SUBJECT = /^[\x20-\x7e]{1,100}$/;

/** The text for each protocol, and what is kept of the attributes. */
export interface ReadMessage {
  readonly textFor: (protocol: string) => string;
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
}

export function readMessage(input: PublishInput): ReadMessage {
  const { Message, Subject, MessageStructure } = input;
  if (Message === '') {
    throw invalid('Empty message', 'is not allowed');
  }
  const bytes = Buffer.byteLength(Message, 'utf8');
  if (bytes > MAX_BYTES) {
    throw invalid('Message too long', `: at most ${MAX_BYTES} bytes, got ${bytes}`);
  }
  if (Subject !== undefined && !SUBJECT.test(Subject)) {
    throw invalid('Subject', `must have 1 to 100 printable ASCII characters, got "${Subject}"`);
  }
  if (MessageStructure !== undefined && MessageStructure !== 'json') {
    throw invalid('MessageStructure', `must be json, got "${MessageStructure}"`);
  }
  const texts = MessageStructure === 'json' ? textsByProtocol(Message) : { default: Message };
  return {
    textFor: (protocol) => texts[protocol] ?? texts.default,
    attributes: readAttributes(input.MessageAttributes ?? {}),
  };
}

function textsByProtocol(message: string): Readonly<Record<string, string>> & { readonly default: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid('Message Structure', '- JSON message body failed to parse');
  }
  const texts: Record<string, string> = {};
  for (const [protocol, text] of Object.entries(parsed ?? {})) {
    if (typeof text === 'string') {
      texts[protocol] = text;
    }
  }
  if (texts.default === undefined) {
    throw invalid('Message Structure', '- No default entry in JSON message body');
  }
  return { ...texts, default: texts.default };
}

function readAttributes(attributes: NonNullable<PublishInput['MessageAttributes']>): ReadMessage['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
      if (DataType === undefined || (StringValue === undefined && BinaryValue === undefined)) {
        throw invalid(`MessageAttributes.${name}`, 'must have a DataType and a StringValue or BinaryValue');
      }
      const value = StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64');
      return [name, { type: DataType, value }];
    }),
  );
}

/** What Lambda says of the trace that an invocation belongs to. */
export interface TraceHeader {
  /** `1-`, eight hexadecimal digits of seconds since the epoch, `-`, 24 more. */
  readonly root: string;
  /** The segment under which everything of this invocation hangs: 16 hexadecimal digits. */
  readonly parent: string;
}

const recorded = /\bRoot=(1-[\da-f]{8}-[\da-f]{24});(?:.*;)?Parent=([\da-f]{16});(?:.*;)?Sampled=1\b/;

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. Undefined where nothing is to be recorded. */
export function readTraceHeader(text = ''): TraceHeader | undefined {
  const [, root, parent] = recorded.exec(text) ?? [];
  return root && parent ? { root, parent } : undefined;
}

export const traceHeaderText = ({ root, parent }: TraceHeader): string => `Root=${root};Parent=${parent};Sampled=1`;

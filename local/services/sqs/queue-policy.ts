import { fitsPattern } from '../../iam/pattern-match';

export interface Sender {
  /** `events.amazonaws.com` */
  readonly principal: string;
  /** ARN of the rule. */
  readonly sourceArn: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether a queue's policy lets a service send to it. Conditions on `aws:SourceArn` are judged; under any other nothing is allowed. */
export function maySend(policy: string | undefined, queueArn: string, sender: Sender): boolean {
  if (policy === undefined) {
    return false;
  }
  const { Statement } = JSON.parse(policy) as { readonly Statement?: unknown };
  const speaking = listOf(Statement).filter((statement) => speaksOf(statement as Fields, queueArn, sender));
  const effects = speaking.map((statement) => (statement as Fields).Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function speaksOf({ Principal, Action, Resource, Condition }: Fields, queueArn: string, sender: Sender): boolean {
  const services = Principal === '*' ? [sender.principal] : listOf((Principal as Fields | undefined)?.Service);
  const conditions = Object.entries((Condition ?? {}) as Readonly<Record<string, Fields>>);
  return (
    services.includes(sender.principal) &&
    listOf(Action).some((action) => fitsPattern(String(action), 'sqs:SendMessage', { ignoreCase: true })) &&
    listOf(Resource).some((resource) => fitsPattern(String(resource), queueArn)) &&
    conditions.every(([operator, keys]) =>
      Object.entries(keys).every(([key, value]) => holds(operator, key, value, sender)),
    )
  );
}

function holds(operator: string, key: string, value: unknown, { sourceArn }: Sender): boolean {
  if (key.toLowerCase() !== 'aws:sourcearn') {
    return false;
  }
  return operator === 'ArnLike' || operator === 'ArnEquals' || operator === 'StringLike'
    ? listOf(value).some((pattern) => fitsPattern(String(pattern), sourceArn))
    : operator === 'StringEquals' && listOf(value).includes(sourceArn);
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

import { PublishCommand, type PublishCommandInput, type SNSClient } from '@aws-sdk/client-sns';
import type { Notice, Notifier } from '../flow/ports';
import { attempt } from './calls';

export interface NotifierOptions {
  readonly sns: () => SNSClient;
  readonly topicArn: () => Promise<string>;
}

export function awsNotifier({ sns, topicArn }: NotifierOptions): Notifier {
  return {
    async announce(notice) {
      const input = { TopicArn: await topicArn(), ...toMessage(notice) };
      await attempt(`Publish to ${input.TopicArn}`, (options) => sns().send(new PublishCommand(input), options));
    },
  };
}

/** Kind and target are attributes, so that a subscription can filter by them. */
export const toMessage = ({
  kind,
  target,
  subject,
  text,
}: Notice): Pick<PublishCommandInput, 'Subject' | 'Message' | 'MessageAttributes'> => ({
  Subject: toSubject(subject),
  Message: text,
  MessageAttributes: {
    kind: { DataType: 'String', StringValue: kind },
    target: { DataType: 'String', StringValue: target },
  },
});

/** SNS takes fewer than 100 characters of printable ASCII on one line. */
const toSubject = (subject: string) => {
  const plain = subject
    .replaceAll('→', '->')
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .trim();
  return plain.length < 100 ? plain : `${plain.slice(0, 96)}...`;
};

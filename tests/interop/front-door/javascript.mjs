import { callsFor, verdict } from './call-list.mjs';

const PACKAGES = {
  sts: ['@aws-sdk/client-sts', 'STSClient'],
  sns: ['@aws-sdk/client-sns', 'SNSClient'],
  dynamodb: ['@aws-sdk/client-dynamodb', 'DynamoDBClient'],
  dax: ['@aws-sdk/client-dax', 'DAXClient'],
  monitoring: ['@aws-sdk/client-cloudwatch', 'CloudWatchClient'],
  events: ['@aws-sdk/client-eventbridge', 'EventBridgeClient'],
  states: ['@aws-sdk/client-sfn', 'SFNClient'],
  lambda: ['@aws-sdk/client-lambda', 'LambdaClient'],
  iam: ['@aws-sdk/client-iam', 'IAMClient'],
  ec2: ['@aws-sdk/client-ec2', 'EC2Client'],
  'application-autoscaling': ['@aws-sdk/client-application-auto-scaling', 'ApplicationAutoScalingClient'],
};
const DATES = ['StartTime', 'EndTime', 'Timestamp'];

/** Every call through the JavaScript SDK v3, which finds the platform by AWS_ENDPOINT_URL alone. */
export async function runJavaScript(control) {
  const clients = new Map();
  const results = [];
  for (const call of callsFor('js')) {
    if (call.control !== undefined) {
      await control(call.control);
      continue;
    }
    results.push({ call: `${call.service} ${call.operation}`, problem: verdict(call, await outcomeOf(call, clients)) });
  }
  return results;
}

async function outcomeOf(call, clients) {
  const [name, className] = PACKAGES[call.service];
  const sdk = await import(name);
  const client = clients.get(name) ?? new sdk[className]({});
  clients.set(name, client);
  const input = JSON.parse(JSON.stringify(call.input), (key, value) => (DATES.includes(key) ? new Date(value) : value));
  if (call.payload !== undefined) {
    input.Payload = Buffer.from(JSON.stringify(call.payload));
  }
  try {
    const output = await client.send(new sdk[`${call.operation}Command`](input));
    const payload = output.Payload === undefined ? undefined : JSON.parse(Buffer.from(output.Payload).toString('utf8'));
    return { output, payload };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
}

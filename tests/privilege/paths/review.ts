import { CreateClusterCommand } from '@aws-sdk/client-dax';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EnableRuleCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { reviewKey } from '../../../shared/ledger';
import { untilCalm } from '../../end-to-end/executions';
import { idle, publish } from '../../end-to-end/readings';
import { type AService, minuteMs } from '../../end-to-end/service-at-work';
import { expected, type Path } from '../path';
import { consume, dayMs } from '../table-load';
import { provisionedOrders } from './table-capacity';

/** The sweep by its rule, with something to tell, for so long that the weekly report goes out; and the daily review of learned rules. */
export const review: Path = {
  name: 'review, weekly report, learned rules',
  async run(service) {
    await provisionedOrders(service);
    await service.clients.dax.send(
      new CreateClusterCommand({
        ClusterName: 'stray',
        NodeType: 'dax.t3.small',
        ReplicationFactor: 1,
        IamRoleArn: 'arn:aws:iam::123456789012:role/dax',
        Tags: [{ Key: 'daxpilot', Value: 'yes' }],
      }),
    );
    await publish(service, idle);
    const perSecond = { '': { read: 20, write: 1 } };
    await consume(service, { table: 'orders', perSecond, points: 5 * 24 * 12, everyMs: 5 * minuteMs });
    await service.clients.events.send(new EnableRuleCommand({ Name: 'daxpilot-review' }));
    await firstReviewed(service, (await service.now()) - 8 * dayMs);
    for (let quarter = 0; quarter < 3; quarter++) {
      await service.advance(dayMs / 4);
      await untilCalm(service);
    }
    const { executions = [] } = await service.clients.states.send(
      new ListExecutionsCommand({ stateMachineArn: service.machines.review }),
    );
    expected(executions.length > 1, 'the rule starts reviews', executions.length);
    const subjects = (await service.messages()).map(({ subject }) => subject);
    expected(
      subjects.some((one) => one?.includes('undeclared-cluster')),
      'a finding is told',
      subjects,
    );
    expected(
      subjects.some((one) => one?.includes('the week')),
      'the report is sent',
      subjects,
    );
  },
};

/** As if reviews had begun then: a week later the report is due. */
async function firstReviewed({ clients }: AService, atMs: number): Promise<void> {
  await clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: reviewKey.pk }, sk: { S: reviewKey.sk } },
      UpdateExpression: 'SET firstReviewMs = :at',
      ExpressionAttributeValues: { ':at': { N: String(atMs) } },
    }),
  );
}

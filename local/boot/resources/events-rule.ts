import { given } from '../property-reader';
import { Rank, type ResourceType } from '../resource-type';

export const eventsRule: ResourceType = {
  type: 'AWS::Events::Rule',
  rank: Rank.reaction,
  async create(context) {
    const { properties, call } = context;
    const name = properties.text('Name') ?? context.generatedName(64);
    const pattern = properties.record('EventPattern');
    const EventBusName = properties.text('EventBusName');
    const rule = {
      Name: name,
      EventBusName,
      Description: properties.text('Description'),
      EventPattern: pattern === undefined ? undefined : JSON.stringify(pattern),
      ScheduleExpression: properties.text('ScheduleExpression'),
      State: properties.text('State'),
      RoleArn: properties.text('RoleArn'),
      Tags: properties.tags(),
    };
    const targets = properties.list('Targets') ?? [];
    properties.done();
    const { RuleArn } = await call<{ readonly RuleArn: string }>('events', 'PutRule', given(rule));
    if (targets.length > 0) {
      const answer = await call<{ readonly FailedEntries?: readonly object[] }>(
        'events',
        'PutTargets',
        given({ Rule: name, EventBusName, Targets: targets }),
      );
      if ((answer.FailedEntries ?? []).length > 0) {
        throw new Error(`targets were refused: ${JSON.stringify(answer.FailedEntries)}`);
      }
    }
    const isDefault = EventBusName === undefined || EventBusName === 'default';
    return { ref: isDefault ? name : `${EventBusName}|${name}`, attributes: { Arn: RuleArn } };
  },
};

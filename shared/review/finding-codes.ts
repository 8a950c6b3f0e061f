/** What a review may find. `todo` is what whoever is on call does about it. `hold`: daxpilot changes nothing until a person has looked. */
export const findingCodes = {
  'cluster-idle': {
    weight: 'act',
    meaning: 'the cluster answered no request for days, and is paid for',
    todo: 'Find out whether the application was moved off it. If so, delete the cluster; nothing of ours deletes one.',
  },
  'cluster-under-used': {
    weight: 'look',
    meaning: 'even in its busiest hour CPU stayed below its band',
    todo: 'Lower `nodes.min`, or replace the nodes by a smaller type; `daxpilot plan TARGET` prices both.',
  },
  'table-under-used': {
    weight: 'look',
    meaning: 'far less is consumed than provisioned, for days, and nothing scales it',
    todo: 'Lower the units, register auto scaling, or go on demand; `daxpilot plan TARGET` says which.',
  },
  'alarm-stuck': {
    weight: 'act',
    meaning: 'the alarm has been in ALARM for hours, and wakes nobody any more: only a change of state does',
    todo: '`daxpilot health TARGET` tells whether it is true. If it is, `daxpilot history TARGET` says what stands in the way of a cure.',
  },
  'alarm-no-data': {
    weight: 'act',
    meaning: 'the alarm has had no data for a day, although its metric is published all the time',
    todo: 'Compare namespace, metric, dimensions and unit with `aws cloudwatch list-metrics`.',
  },
  'alarm-unknown-metric': {
    weight: 'act',
    meaning: 'AWS publishes no metric of this name, so the alarm can never fire',
    todo: 'Correct the name; the text has the nearest one.',
  },
  'alarm-wrong-dimension': {
    weight: 'act',
    meaning: 'the metric is not published under this dimension, so the alarm can never fire',
    todo: 'Use `ClusterId` (with `NodeId` for one node) for DAX and `TableName` for DynamoDB; case matters.',
  },
  'alarm-of-nothing': {
    weight: 'look',
    meaning: 'the alarm watches a cluster, a node or an alarm that does not exist',
    todo: 'Delete it, or lead it to what took the place.',
  },
  'alarm-period-too-short': {
    weight: 'look',
    meaning: 'the period is shorter than that at which AWS publishes the metric, so most periods are empty',
    todo: 'Use a period of 60 s, or of 300 s for credits and provisioned units.',
  },
  'alarm-unreachable': {
    weight: 'act',
    meaning: 'no value of the metric can cross the threshold',
    todo: 'Correct threshold or comparison.',
  },
  'alarm-wrong-unit': {
    weight: 'act',
    meaning: 'the alarm asks for a unit in which the metric is not published, so it never has data',
    todo: 'Leave the unit out.',
  },
  'alarm-sticks': {
    weight: 'look',
    meaning: 'the metric falls silent when it is well, and the alarm keeps its state over silence: it would not end',
    todo: 'For DAX set `notBreaching`. Alarms on AWS/DynamoDB ignore missing data whatever they say: wrap the metric in FILL(m,0).',
  },
  'alarm-fires-on-silence': {
    weight: 'act',
    meaning: 'the metric falls silent when it is zero, and the alarm takes silence for a breach',
    todo: 'Set `notBreaching`, or `ignore` for an alarm on too little.',
  },
  'alarm-fill-trap': {
    weight: 'look',
    meaning: 'FILL invents the newest minute until its point is published, and the alarm wants every point',
    todo: 'Let fewer datapoints alarm than are evaluated, for example 3 of 5.',
  },
  'alarm-rule-fixed': {
    weight: 'act',
    meaning: 'the rule of the composite alarm has one value only: it can never fire, or never end',
    todo: 'Correct the rule, or the alarms in it that can never fire; they have findings of their own.',
  },
  'alarms-missing': {
    weight: 'act',
    meaning: 'the target has no alarm of ours, so only the schedule wakes us',
    todo: 'Deploy again; find out who deleted the alarms of the stack (CloudTrail).',
  },
  'drift-set-back': {
    weight: 'hold',
    meaning: 'somebody set a resource back to what it was before our change, as an infrastructure tool does',
    todo: 'Take the value out of that tool (CloudFormation, Terraform), then `daxpilot override TARGET --clear`. Until then nothing is changed for a day.',
  },
  'drift-changed': {
    weight: 'look',
    meaning: 'somebody set a resource to something else than our last change',
    todo: 'Find out who (CloudTrail). Two controllers of one resource work against each other.',
  },
  'sick-node': {
    weight: 'act',
    meaning: 'for hours one node has been far busier than the others',
    todo: 'Reboot it (`aws dax reboot-node`), or let clients reconnect. More nodes would idle beside it.',
  },
  'zones-uneven': {
    weight: 'look',
    meaning: 'the nodes are not spread over the zones: DAX chooses which one goes in a scale-in',
    todo: 'Add a node in the empty zone (`increase-replication-factor --availability-zones`), then take one of the full zone away.',
  },
  'quota-nodes': {
    weight: 'act',
    meaning:
      'the nodes of the Region are near the quota, or a declared target could not grow as far as its policy allows',
    todo: 'Ask for a higher quota, or lower `nodes.max`.',
  },
  'quota-groups': {
    weight: 'look',
    meaning: 'the parameter or subnet groups of the Region are near their quota',
    todo: 'Delete groups that no cluster uses. A change of TTLs needs a free parameter group.',
  },
  'quota-units': {
    weight: 'act',
    meaning:
      'a table with its indexes is near the most units that the account allows one table, or its policy allows more than that',
    todo: 'Ask for a higher table-level quota (Service Quotas, DynamoDB), or lower `capacityMode.maxUnits`.',
  },
  'undeclared-cluster': {
    weight: 'look',
    meaning: 'a cluster is tagged for daxpilot but not declared',
    todo: 'Declare it in daxpilot.yml and deploy, or take the tag away.',
  },
  'declared-missing': {
    weight: 'act',
    meaning: 'a declared cluster or table does not exist',
    todo: 'Correct daxpilot.yml, or create what is missing.',
  },
  'not-reviewed': {
    weight: 'look',
    meaning: 'the target could not be looked at',
    todo: 'The text has the error. It is looked at again with the next review.',
  },
  'more-findings': {
    weight: 'look',
    meaning: 'there are more findings than a review carries',
    todo: '`daxpilot review TARGET` prints all of them.',
  },
} as const satisfies Readonly<
  Record<string, { readonly weight: Weight; readonly meaning: string; readonly todo: string }>
>;

/** `act`: something does not work. `look`: it could be better. `hold`: act, and nothing is changed meanwhile. */
export type Weight = 'hold' | 'act' | 'look';
export type FindingCode = keyof typeof findingCodes;

/** The entries of docs/review.md. */
export function findingEntries(): string {
  return Object.entries(findingCodes)
    .map(
      ([code, { meaning, todo }]) => `### ${code}\n\n${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}. ${todo}\n`,
    )
    .join('\n');
}

/**
 * Reason codes that the flow adds to those of `decide()`: why something was not done, or how it ended. `todo` is what whoever is on
 * call does about it.
 */
export const flowReasonCodes = {
  approved: { meaning: 'a person allowed this very action', todo: 'Nothing. `explain` says who.' },
  'approval-approve': {
    meaning: 'the policy wants a person to approve this kind of action',
    todo: '`daxpilot approve DECISION` or `reject` before its time is over; `explain` shows what it was decided from.',
  },
  'approval-recommend': {
    meaning: 'the policy only lets this kind of action be recommended',
    todo: 'Do it by hand, or raise `approval` in the policy.',
  },
  'approval-lapsed': {
    meaning: 'what was approved is not what is decided now, or its time was over',
    todo: 'Read what differs in the text. If the new wish is right, approve the new decision.',
  },
  'plan-only': { meaning: 'the execution was asked for a plan', todo: 'Nothing.' },
  frozen: {
    meaning: 'changes of the target or of the account are frozen',
    todo: 'Find who froze it and why (`history`, the notification), then `daxpilot thaw TARGET` or `thaw --all`.',
  },
  'override-hold': {
    meaning: 'a person wants nothing changed for a while',
    todo: 'Wait for its end, or `daxpilot override TARGET --clear`.',
  },
  'override-expired': {
    meaning: 'an override was over at this look, and did not count any more',
    todo: 'Nothing. Give a new one if it is still wanted.',
  },
  'worse-than-expected': {
    meaning: 'after the change a reading is worse than the demand model expects for the present load',
    todo: '`explain` shows expected and seen. What follows is in the text: a roll-back, or why there is none.',
  },
  'rolled-back': {
    meaning: 'a change made things worse than the model expected, so it was taken back',
    todo: '`explain` shows expected and seen. The option is vetoed for a while, `explain` of the change says until when; find out why the model was wrong.',
  },
  'roll-back-refused': {
    meaning: 'a change made things worse than expected, but taking it back would not be safe or possible',
    todo: 'Look at the target now: the text says why it stays. `daxpilot health TARGET`, then act by hand.',
  },
  'hand-over': {
    meaning: 'another cluster is about to take over, or the endpoint record cannot be read',
    todo: 'Nothing while `daxpilot replace`, `introduce` or `remove` is under way. Else read the text: `daxpilot replace TARGET --plan`.',
  },
  'start-hand-over': {
    meaning: 'the policy allows another node type, or no cluster, which is a hand-over of its own',
    todo: '`daxpilot replace TARGET --type TYPE --nodes N` (or `remove TARGET`), with `--plan` first: the decision names type and number.',
  },
  'account-busy': {
    meaning: 'another target of the account was being changed in all rounds',
    todo: 'Nothing: the schedule looks again within 10 minutes. If it stays, look for an execution that never ends.',
  },
  'owner-busy': { meaning: 'another execution holds the target and looks again', todo: 'Nothing.' },
  'target-changed': {
    meaning: 'somebody else changed the resource between the look and the change',
    todo: 'Find out who (CloudTrail). Two controllers of one resource work against each other.',
  },
  'resource-busy': { meaning: 'AWS was still working on the resource', todo: 'Nothing: it is looked at again.' },
  'change-in-flight': {
    meaning: 'an earlier change of the target is not over',
    todo: 'Nothing: it is looked at again.',
  },
  'change-not-seen': {
    meaning: 'AWS accepted the change, but it never showed',
    todo: 'Look at the events of the resource (`aws dax describe-events`); then run again.',
  },
  'change-too-slow': {
    meaning: 'the change did not end within 90 minutes',
    todo: 'Look at the resource in the console; open a support case if it stays in its state.',
  },
  'lock-lost': { meaning: 'another execution took the target over', todo: 'Nothing: that one looks.' },
  'snapshot-too-large': {
    meaning: 'what was seen does not fit into a state of the machine',
    todo: 'Split the target, or shorten the windows of its policy.',
  },
  'not-decided': { meaning: 'the execution did not come to a decision', todo: 'Read its history in Step Functions.' },
  'not-applied': { meaning: 'the decision was not carried out', todo: 'Read its history in Step Functions.' },
  'not-recorded': {
    meaning: 'the decision could not be written to the ledger',
    todo: 'Look whether the table daxpilot-ledger exists and whether it is throttled.',
  },
  'invalid-input': {
    meaning: 'the input of the execution is not valid',
    todo: 'The problems name path, value and rule.',
  },
  'undeclared-target': {
    meaning: 'the target is not declared in daxpilot.yml',
    todo: 'Declare it and deploy, or correct the name.',
  },
  'invalid-event': {
    meaning: 'an event of a known kind lacks what it must have, or has it in a wrong form',
    todo: 'The problems name path, value and rule. Look who sends it: AWS does not.',
  },
  'alarm-of-another-target': {
    meaning: 'the alarm is named for one target and watches a resource of another',
    todo: 'Correct the alarm, or move the resource in daxpilot.yml, and deploy again.',
  },
  'undeclared-cluster': {
    meaning: 'the alarm watches a cluster that is not declared in daxpilot.yml',
    todo: 'Declare it and deploy, or take `daxpilot/` out of the name of the alarm.',
  },
  'undeclared-table': {
    meaning: 'the alarm watches a table that is not declared in daxpilot.yml',
    todo: 'Declare it and deploy, or take `daxpilot/` out of the name of the alarm.',
  },
  'unknown-event': { meaning: 'an event of a kind that is not known', todo: 'Look who starts the machine with it.' },
  'aws-denied': {
    meaning: 'AWS denied a call',
    todo: 'Compare the role in the text with resources/roles.ts; deploy again.',
  },
  'aws-throttled': { meaning: 'AWS throttled a call', todo: 'Nothing at first; ask for a higher quota if it stays.' },
  'aws-not-found': {
    meaning: 'AWS does not know the resource',
    todo: 'Correct daxpilot.yml, or deploy what is missing.',
  },
  'aws-busy': { meaning: 'AWS was still working on the resource', todo: 'Nothing: it is looked at again.' },
  'aws-quota': {
    meaning: 'a quota of the account is used up',
    todo: 'Ask for a higher one (50 DAX nodes per Region).',
  },
  'aws-capacity': {
    meaning: 'AWS has no node of the type in the zone',
    todo: 'Wait, or allow another type or zone.',
  },
  'aws-invalid': { meaning: 'AWS refused a call as invalid', todo: 'The text names the call and the rule.' },
  'aws-unreachable': { meaning: 'AWS did not answer', todo: 'Look at the Region’s health; the schedule goes on.' },
  'aws-failed': { meaning: 'AWS failed', todo: 'Look at the Region’s health; the schedule goes on.' },
  'flow-undeclared-target': {
    meaning: 'the target was renamed or taken out while an execution was under way',
    todo: 'Nothing is held any more. What the change left is looked at under the new name.',
  },
  'flow-schema-version': {
    meaning: 'a payload of another version reached a handler',
    todo: 'Deploy again: machine and functions must be of one deployment.',
  },
  'flow-payload': { meaning: 'a payload that no machine of ours writes', todo: 'Look who invokes the function.' },
  'flow-not-applicable': { meaning: 'a step was asked for what it cannot do', todo: 'Report it: this is a mistake.' },
  'flow-too-large': { meaning: 'a payload is too large', todo: 'Split the target, or shorten its windows.' },
} as const satisfies Readonly<Record<string, { readonly meaning: string; readonly todo: string }>>;

export type FlowReasonCode = keyof typeof flowReasonCodes;

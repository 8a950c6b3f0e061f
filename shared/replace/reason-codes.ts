import type { PortErrorCode } from '../flow/ports';
import type { RefusalCode } from '../handover';

/** Why a hand-over was not begun, was turned round, or ended otherwise than asked. `todo` is what whoever asked for it does about it. */
export const replaceReasonCodes = {
  'no-fleet': {
    meaning: 'no process of the application follows the endpoint record, so nobody would come along',
    todo: "Nothing was begun. Open the access module with `endpoint: { record: … }` in every process (docs/handover.md, 'Before the first one'), then run it again.",
  },
  'no-such-cluster': {
    meaning: 'a cluster that the record or the command names is not there in this account and Region',
    todo: 'Nothing was begun. Look at the name, the Region and the account; a cluster in another account cannot be handed over to.',
  },
  'has-a-cluster': {
    meaning: 'a cluster was to be introduced where one serves already',
    todo: 'Nothing was begun. `daxpilot replace TARGET` instead.',
  },
  'has-no-cluster': {
    meaning: 'a cluster was to be replaced or removed where the table serves by itself',
    todo: 'Nothing was begun. `daxpilot introduce TARGET` puts one there.',
  },
  'same-cluster': {
    meaning: 'the cluster to hand over to is the one that serves already',
    todo: 'Nothing was begun. Name another one, or leave `--to` out to have one created.',
  },
  incomplete: {
    meaning: 'a first cluster has no old one to take its size and role from',
    todo: 'Nothing was begun. Give `--type`, `--nodes` and `--service-role`, or `--to` an existing cluster.',
  },
  'unknown-ttl': {
    meaning: 'the item TTL of the old cluster is not known, so it is not known how long its items live',
    todo: 'Nothing was begun. Look whether its parameter group can be read (`dax:DescribeParameters`).',
  },
  'record-by-hand': {
    meaning: 'the endpoint record is not what a hand-over has left, so somebody else wrote it',
    todo: 'Nothing is touched, and processes stay at the last good record. Find out who wrote it (CloudTrail on the ledger), put it back to phase 0 of the cluster that serves, then run it again.',
  },
  'record-in-hand-over': {
    meaning: 'the record stands in the middle of phases, and no hand-over is known that put it there',
    todo: 'As `record-by-hand`.',
  },
  'other-hand-over': {
    meaning: 'another hand-over of the target is under way',
    todo: 'Wait for its end, or turn it round: `daxpilot replace TARGET --abort`.',
  },
  'other-target': {
    meaning: 'the record is about another target',
    todo: 'As `record-by-hand`.',
  },
  'turned-round': {
    meaning: 'a gate did not open in time, or somebody stopped it, and the hand-over went back to where it began',
    todo: 'The text names the gate and who kept it shut. A process that does not follow: start it anew with the record. Counters of the old cluster: find the client (`ClientConnections`). Then run it again.',
  },
  busy: {
    meaning: 'another change of the target did not end, or its cluster stayed in `modifying` for an hour',
    todo: 'Nothing was begun. Look at the events of the cluster, or at the execution that holds the target; then run it again.',
  },
  'nothing-to-stop': {
    meaning: 'no hand-over of the target is under way',
    todo: 'Nothing.',
  },
  'nothing-to-resume': {
    meaning: 'a recovery came to go on with a hand-over that has ended since, and another one has begun',
    todo: 'Nothing.',
  },
  'not-left-behind': {
    meaning: 'no hand-over of the target has left this cluster behind',
    todo: 'Nothing was deleted. Delete it by hand if nobody uses it.',
  },
  'not-deletable': {
    meaning:
      'a cluster may only be deleted if it is ours by its tag, quiet, left by everybody, and not named by the record',
    todo: 'Nothing was deleted. The text says what is missing; quiet minutes come by waiting, the tag is `daxpilot:target` = the target.',
  },
  'no-approval': {
    meaning: 'a deletion was reached that nobody approved',
    todo: 'Nothing was deleted. `--delete CLUSTER`.',
  },
  'no-plan': {
    meaning: 'the record holds no plan for this step: somebody has changed it meanwhile',
    todo: 'Run the command again; it goes on from the record.',
  },
  'input-invalid': {
    meaning: 'the input of a hand-over names what is not known or not allowed',
    todo: 'Nothing was begun. The text lists every problem as field, value and rule.',
  },
  error: {
    meaning: 'an error was caught before anything was held',
    todo: 'The text has the message. Run it again; if it comes again look at the logs of `daxpilot-replace-control`.',
  },
} as const;

export type ReplaceReasonCode =
  | keyof typeof replaceReasonCodes
  | RefusalCode
  /** Of the flow and of `decide()`, with the same meaning. */
  | 'lock-lost'
  | 'table-cannot-carry'
  /** What AWS said; the text has it. */
  | PortErrorCode;

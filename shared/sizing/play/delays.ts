/**
 * How long AWS takes, in minutes from the call. Node: plan 5-15 minutes (Terraform's acceptance tests create and delete a cluster in
 * 11); removal: about one minute a node in the CLI's sample events; type change: a new cluster and its hand-over; table
 * update and mode switch: the guide says minutes.
 */
export const delayMinutes = {
  addNodes: 10,
  removeNodes: 2,
  changeNodeType: 25,
  updateTable: 1,
  switchMode: 5,
} as const;

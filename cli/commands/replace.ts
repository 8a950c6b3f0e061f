import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { forReads } from '../../shared/aws';
import { awsReplace } from '../../shared/aws/aws-replace';
import { type Kind, makePlan, parseReplace, readItem, writeUpdate } from '../../shared/replace';
import type { GlobalOptions } from '../connection';
import { CliError, exitStatus } from '../exit';
import { withGlobalOptions } from '../global-options';
import { targetNamed } from '../load-config';
import { newestTurn, replaceMachineArn } from '../replace-machine';
import { openSession, type Session } from '../session';

interface ReplaceOptions extends GlobalOptions {
  readonly type?: string;
  readonly nodes?: string;
  readonly to?: string;
  readonly serviceRole?: string;
  readonly subnetGroup?: string;
  readonly held?: boolean;
  readonly raise?: boolean;
  readonly plan?: boolean;
  readonly abort?: boolean;
  readonly delete?: string;
  readonly reason?: string;
}

const texts: Readonly<Record<Kind, string>> = {
  introduce: 'put a DAX cluster between a target and its table, without a stale read',
  replace:
    'hand a target over to another DAX cluster (another node type, another number of nodes), without a stale read',
  remove: 'take the DAX cluster of a target out, without a stale read',
};

export const addIntroduceReplaceAndRemove = (program: Command, finish: (status: number) => void): void => {
  for (const kind of ['introduce', 'replace', 'remove'] as const) {
    const command = withGlobalOptions(program.command(kind).argument('<target>', 'declared target'))
      .option('--plan', 'say what would be done and whether it can be; change nothing')
      .option('--abort', 'turn round the hand-over that is under way')
      .option('--delete <cluster>', 'approve the deletion of the cluster that an ended hand-over left behind')
      .option('--reason <text>', 'why, for the record', `daxpilot ${kind}`)
      .description(texts[kind]);
    if (kind !== 'remove')
      command
        .option('--type <node type>', 'of the new cluster, such as dax.r5.xlarge')
        .option('--nodes <number>', 'of the new cluster')
        .option('--to <cluster>', 'an existing, unused cluster instead of a new one')
        .option('--service-role <arn>', 'of the new cluster; default: that of the old one')
        .option('--subnet-group <name>', 'of the new cluster; default: that of the old one');
    if (kind === 'replace')
      command
        .option('--raise', 'read capacity may be raised where the table cannot carry the reads; it is given back')
        .option('--held', 'writes may wait for minutes where the table cannot carry the reads');
    command.action(async (name: string, options: ReplaceOptions) => {
      const session = openSession(options);
      const input = inputOf(kind, targetNamed(session.config, name).name, options);
      const parsed = parseReplace(input, session.config);
      if (parsed.kind === 'refused')
        throw new CliError('use.invalid-input', parsed.problems.join('; '), exitStatus.wrongUse);
      if (options.plan === true) finish(await showPlan(session, input));
      else finish(options.abort === true ? await abort(session, input) : await run(session, input));
    });
  }
};

type Input = Readonly<Record<string, unknown>> & { readonly target: string; readonly kind: Kind };

function inputOf(kind: Kind, target: string, options: ReplaceOptions): Input {
  const given = {
    schemaVersion: 1,
    target,
    kind,
    nodeType: options.type,
    nodes: options.nodes === undefined ? undefined : Number(options.nodes),
    cluster: options.to,
    serviceRole: options.serviceRole,
    subnetGroup: options.subnetGroup,
    held: options.held,
    raise: options.raise,
    stop: options.abort,
    deleteCluster: options.delete,
    reason: options.reason,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Input;
}

/** What the machine would plan, from here, with the caller's rights. */
async function showPlan(session: Session, input: Input): Promise<number> {
  const { flow, connection, config, output } = session;
  const replace = awsReplace(connection.env, flow);
  const parsed = parseReplace(input, config);
  const item = await readItem(flow.ledger, input.target);
  if (parsed.kind === 'refused' || item.kind !== 'stored') {
    const text =
      item.kind === 'refused' ? item.problems.join('; ') : `there is no endpoint record of ${input.target} yet`;
    output.result({ kind: 'refused', text }, () => text);
    return exitStatus.notWell;
  }
  const target = targetNamed(config, input.target);
  const at = { id: 'plan', nowMs: await session.nowMs() };
  const made = await makePlan(replace, target, parsed.request, item.record, at);
  const shown = made.kind === 'work' ? { ...made.work, kind: 'plan', does: made.work.kind } : made;
  output.result(shown, () => {
    if (made.kind === 'wait') return `${input.target}: wait, ${made.why}`;
    if (made.kind === 'refused') return `${input.target}: REFUSED (${made.code})\n${made.text}`;
    const { plan, create } = made.work;
    const size = create === undefined ? '' : ` (${create.nodes} x ${create.nodeType})`;
    return `${input.target}: ${plan.procedure}, ${plan.old ?? 'the table'} -> ${plan.new ?? 'the table'}${size}`;
  });
  return made.kind === 'refused' ? exitStatus.notWell : exitStatus.done;
}

async function run(session: Session, input: Input): Promise<number> {
  const client = new SFNClient(forReads(session.connection.env));
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn: await replaceMachineArn(client), input: JSON.stringify(input) }),
  );
  session.output.note(`started ${executionArn}`);
  const ended = await follow(session, client, executionArn);
  const output = (ended.output ?? {}) as {
    readonly outcome?: string;
    readonly text?: string;
    readonly leftBehind?: string;
  };
  session.output.result({ executionArn, ...ended }, () =>
    [
      `${input.target}: ${(output.outcome ?? ended.status).toUpperCase()}`,
      output.text ?? '',
      output.leftBehind
        ? `${output.leftBehind} serves nobody any more: daxpilot ${input.kind} ${input.target} --delete ${output.leftBehind}`
        : '',
    ]
      .filter((line) => line !== '')
      .join('\n'),
  );
  const isWell = ['introduced', 'replaced', 'removed', 'deleted'].includes(output.outcome ?? '');
  return isWell ? exitStatus.done : exitStatus.notWell;
}

/** The one that is under way reads this in its next turn. */
async function abort(session: Session, input: Input): Promise<number> {
  const { ledger } = session.flow;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const item = await readItem(ledger, input.target);
    const isUnderWay = item.kind === 'stored' && item.work !== undefined && item.journal?.ended === undefined;
    if (!isUnderWay) {
      const text = `no hand-over of ${input.target} is under way`;
      session.output.result({ kind: 'nothing-to-stop', text }, () => text);
      return exitStatus.notWell;
    }
    const work = { ...item.work, stop: String(input.reason) };
    const written = await ledger.update(writeUpdate(item, { record: item.record, journal: item.journal, work }));
    if (written.kind === 'refused') continue;
    const text = `${input.target}: turns round from ${item.journal?.stage ?? 'old'}`;
    session.output.result({ kind: 'stopping', stage: item.journal?.stage ?? 'old' }, () => text);
    return exitStatus.done;
  }
  throw new CliError(
    'aws.unreachable',
    `the record of ${input.target} changes all the time; try again`,
    exitStatus.unknown,
  );
}

/** One line whenever stage or reason change: what is waited for, and for whom. */
async function follow(session: Session, client: SFNClient, executionArn: string) {
  const pollMs = session.connection.kind === 'aws' ? 2_000 : 250;
  let told = '';
  for (;;) {
    const { status, output, error } = await client.send(new DescribeExecutionCommand({ executionArn }));
    const turn = await newestTurn(client, executionArn);
    const line = turn && `${turn.stage ?? '-'}: ${turn.text}`;
    if (line !== undefined && line !== told) {
      told = line;
      session.output.note(line);
    }
    if (status !== 'RUNNING')
      return {
        status: status ?? 'FAILED',
        ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
        ...(error === undefined ? {} : { error }),
      };
    await sleep(pollMs);
  }
}

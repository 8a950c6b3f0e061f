import { awsReplace } from '../../shared/aws/aws-replace';
import { type ProcedureName, phases, procedures, readAndWrite, stages } from '../../shared/handover';
import { makePlan, readItem } from '../../shared/replace';
import { exitStatus } from '../exit';
import { targetNamed } from '../load-config';
import { renderTable } from '../output';
import type { Session } from '../session';
import type { HandOverInput } from './input';

/** What the machine would plan, from here, with the caller's rights; changes nothing. */
export async function showPlan(session: Session, { request }: HandOverInput): Promise<number> {
  const { flow, connection, config, output } = session;
  const { target: name } = request;
  const item = await readItem(flow.ledger, name);
  if (item.kind !== 'stored') {
    const [code, text] =
      item.kind === 'refused'
        ? ['record-by-hand', `the endpoint record of ${name} is not one: ${item.problems.join('; ')}`]
        : ['no-fleet', `there is no endpoint record of ${name} yet: without --plan the first one is written`];
    output.result({ kind: 'refused', code, text }, () => refusedText(name, code, text));
    return exitStatus.notWell;
  }
  if (item.work !== undefined && item.journal?.ended === undefined) {
    const text = `a hand-over of ${name} is under way in ${item.journal?.stage ?? 'old'}: ${item.work.plan.procedure}, ${item.work.plan.old ?? 'the table'} -> ${item.work.plan.new ?? 'the table'}`;
    output.result({ kind: 'refused', code: 'other-hand-over', text }, () => refusedText(name, 'other-hand-over', text));
    return exitStatus.notWell;
  }
  const at = { id: 'plan', nowMs: await session.nowMs() };
  const made = await makePlan(awsReplace(connection.env, flow), targetNamed(config, name), request, item.record, at);
  if (made.kind === 'wait') {
    output.result(made, () => `${name}: wait, ${made.why}`);
    return exitStatus.done;
  }
  if (made.kind === 'refused') {
    output.result(made, () => refusedText(name, made.code, made.text));
    return exitStatus.notWell;
  }
  const way = wayOf(made.work.plan.procedure);
  output.result({ ...made.work, kind: 'plan', does: made.work.kind, stages: way }, () => {
    const { plan, create } = made.work;
    const size = create === undefined ? '' : ` (${create.nodes} x ${create.nodeType})`;
    return [
      `${name}: ${plan.procedure}, ${plan.old ?? 'the table'} -> ${plan.new ?? 'the table'}${size}`,
      renderTable(
        ['phase', 'stage', 'reads', 'writes', 'left when'],
        way.map(({ phase, stage, reads, writes, leftWhen }) => [
          `${phase} ${phases[phase].name}`,
          stage,
          reads,
          writes,
          leftWhen.join(', '),
        ]),
      ),
    ].join('\n');
  });
  return exitStatus.done;
}

const refusedText = (name: string, code: string, text: string): string => `${name}: REFUSED (${code})\n${text}`;

/** The stages in their order, with who serves in each and the gates that it waits for. */
function wayOf(name: ProcedureName) {
  const { first, last, steps } = procedures[name];
  const way = [];
  for (let stage = first; ; ) {
    const step = steps.find(({ from, direction }) => from === stage && direction === 'forward');
    const { read: reads, write: writes } = readAndWrite(stage);
    const leftWhen = step === undefined ? ['acknowledged'] : [...step.gates, ...step.afterwards];
    way.push({ phase: stages[stage].phase, stage, reads, writes, leftWhen });
    if (step === undefined || stage === last) return way;
    stage = step.to;
  }
}

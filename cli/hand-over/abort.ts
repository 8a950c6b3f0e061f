import { readItem, writeUpdate } from '../../shared/replace';
import { CliError, exitStatus } from '../exit';
import type { Session } from '../session';
import type { HandOverInput } from './input';

const attempts = 5;

/** The one that is under way reads this in its next turn, and turns round as the protocol has it. */
export async function abortHandOver(session: Session, { request }: HandOverInput): Promise<number> {
  const { ledger } = session.flow;
  const { target, reason } = request;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const item = await readItem(ledger, target);
    if (item.kind !== 'stored' || item.work === undefined || item.journal?.ended !== undefined) {
      const text = `no hand-over of ${target} is under way`;
      session.output.result({ kind: 'nothing-to-stop', text }, () => text);
      return exitStatus.notWell;
    }
    const { record, journal, work } = item;
    const written = await ledger.update(writeUpdate(item, { record, journal, work: { ...work, stop: reason } }));
    if (written.kind === 'refused') continue;
    const stage = journal?.stage ?? 'old';
    session.output.result({ kind: 'stopping', stage }, () => `${target}: turns round from ${stage}`);
    return exitStatus.done;
  }
  throw new CliError('aws.unreachable', `the record of ${target} changes all the time; try again`, exitStatus.unknown);
}

import { procedures } from '../../../shared/handover';
import { isOver } from './checker';
import type { Setting } from './setting';
import { at, type World } from './world';

const nothing: ReadonlySet<string> = new Set();

/** The gates of the step that the hand-over stands at. */
export function askedOf(setting: Setting, world: World): ReadonlySet<string> {
  if (isOver(world)) return nothing;
  const id = world[at.record] as number;
  const known = setting.asked.get(id) ?? found(setting, world);
  setting.asked.set(id, known);
  return known;
}

function found(setting: Setting, world: World): ReadonlySet<string> {
  const { journal } = setting.records.of(world);
  if (journal === undefined) return nothing;
  const { rules } = setting.subject;
  const { steps } = (rules?.procedures ?? procedures)[setting.scenario.procedure];
  const step = steps.find(({ from, direction }) => from === journal.stage && direction === journal.direction);
  return new Set([...(step?.gates ?? []), ...(step?.afterwards ?? [])]);
}

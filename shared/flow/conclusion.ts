import type { DecisionRecord, RecordInput } from './steps';

export interface Conclusion {
  readonly outcome: DecisionRecord['outcome'];
  /** The most important first. */
  readonly codes: readonly string[];
  readonly text: string | null;
}

/** What an execution's round came to, and why. */
export function conclusion(input: RecordInput): Conclusion {
  const { outcome, codes, text } = withoutNotes(input);
  const notes = notesOf(input);
  const all = [text, ...notes.map((note) => note.text)].filter((one) => one !== null);
  return {
    outcome,
    codes: [...new Set([...codes, ...notes.map(({ code }) => code)])],
    text: all.length === 0 ? null : all.join('. '),
  };
}

function withoutNotes({ observation, decided, applied, progress }: RecordInput): Conclusion {
  if (observation.kind === 'stopped' || decided === null) {
    const stopped = observation.kind === 'stopped' ? observation : undefined;
    return {
      outcome: stopped?.outcome ?? 'failed',
      codes: [stopped?.reasonCode ?? 'not-decided'],
      text: stopped?.text ?? null,
    };
  }
  const reasons = decided.decision.reasonCodes;
  if (decided.kind !== 'apply') {
    const codes = decided.because === null ? reasons : [decided.because, ...reasons];
    return { outcome: decided.kind === 'hold' ? 'held' : 'recommended', codes, text: null };
  }
  if (progress?.kind === 'done') return { outcome: 'applied', codes: reasons, text: null };
  if (progress?.kind === 'failed')
    return { outcome: 'failed', codes: [progress.reasonCode, ...reasons], text: progress.text };
  if (applied?.kind === 'ended') {
    return { outcome: applied.outcome, codes: [applied.reasonCode, ...reasons], text: applied.text };
  }
  return { outcome: 'failed', codes: ['not-applied', ...reasons], text: null };
}

interface Note {
  readonly code: string;
  readonly text: string;
}

/** What else happened in this round that people should find in the history. */
function notesOf({ observation, decided, verification }: RecordInput): readonly Note[] {
  const notes: Note[] = [];
  if (decided?.approval !== undefined) {
    const { kind, text } = decided.approval;
    notes.push({ code: kind === 'used' ? 'approved' : 'approval-lapsed', text });
  }
  if (verification?.judgement?.kind === 'worse' && decided?.undoes === undefined) {
    notes.push({ code: 'worse-than-expected', text: verification.judgement.text });
  }
  if (verification?.rollBack?.kind === 'refused') {
    notes.push({ code: 'roll-back-refused', text: `it stays: ${verification.rollBack.why}` });
  }
  if (observation.kind === 'observed' && observation.expiredOverride !== null) {
    const { by, untilMs, reason } = observation.expiredOverride;
    notes.push({
      code: 'override-expired',
      text: `the override of ${by} ("${reason}") was over at ${new Date(untilMs).toISOString()}`,
    });
  }
  return notes;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowReasonCodes } from '../../shared/flow/flow-reason-codes';
import { decisionEntries, runbookEntries, runbookOf } from '../../shared/flow/reason-text';
import { replaceReasonCodes } from '../../shared/replace';
import { replaceEntries } from '../../shared/replace/runbook';
import { requestReasonCodes } from '../../shared/request/problem';
import { findingCodes } from '../../shared/review/finding-codes';
import { reasonCodes } from '../../shared/sizing';

const page = (name: string): string => readFileSync(join(__dirname, '../../docs', name), 'utf8');
const headings = (name: string): readonly string[] =>
  [...page(name).matchAll(/^### (\S+)$/gm)].map((match) => match[1] ?? '');

test('the runbook has one entry for each reason code of decide(), flow, request and hand-overs, and no other', () => {
  const codes = [...Object.keys(flowReasonCodes), ...Object.keys(replaceReasonCodes), ...Object.keys(reasonCodes)];

  expect([...headings('runbook.md')].sort()).toEqual(codes.sort());
  expect(new Set(codes).size).toBe(codes.length);
  expect(requestReasonCodes.filter((code) => !Object.hasOwn(flowReasonCodes, code))).toEqual([]);
});

test('docs/review.md has one entry for each finding of a review', () => {
  for (const code of Object.keys(findingCodes)) expect(headings('review.md')).toContain(code);
});

test('every entry says what the code means and what to do', () => {
  for (const entry of `${runbookEntries()}\n${replaceEntries()}\n${decisionEntries()}`.split('\n\n### '))
    expect(page('runbook.md')).toContain(entry.trim());
});

test('a message leads each code to its entry, and an unknown one to the general advice', () => {
  expect([runbookOf('cpu-above'), runbookOf('frozen'), runbookOf('apply-failed')]).toEqual([
    'docs/runbook.md#cpu-above',
    'docs/runbook.md#frozen',
    'docs/runbook.md#errors',
  ]);
});

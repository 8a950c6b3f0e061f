import { HandOverTimeline, renderTimeline } from './hand-over-timeline';

test('each stage has what was counted while it lasted, and what was waited for, once however its figures change', () => {
  let now = Date.UTC(2026, 10, 24, 12);
  let tally = { requests: 100, failed: 1, checked: 10, stale: 0 };
  const pass = (minutes: number, requests: number): void => {
    now += minutes * 60_000;
    tally = { ...tally, requests: tally.requests + requests, checked: tally.checked + requests / 10 };
  };
  const timeline = new HandOverTimeline(
    () => now,
    () => tally,
  );
  timeline.add({ stage: null, text: 'begins' });
  timeline.add({ stage: 'old', text: 'products-1a2b is being created' });
  pass(10, 1_000);
  timeline.add({ stage: 'bridge-old', text: 'phase 1' });
  timeline.add({ stage: 'bridge-old', text: 'products has been without reads for 1 of 3 minutes' });
  timeline.add({ stage: 'bridge-old', text: 'products has been without reads for 2 of 3 minutes' });
  pass(4, 200);
  timeline.end();
  pass(50, 9_000);

  expect(timeline.soFar()).toEqual({
    stages: [
      expect.objectContaining({
        stage: 'old',
        reads: 'old',
        writes: 'old',
        waitedFor: ['products-1a2b is being created'],
      }),
      expect.objectContaining({
        stage: 'bridge-old',
        reads: 'table',
        writes: 'old',
        tally: { requests: 200, failed: 0, checked: 20, stale: 0 },
        waitedFor: ['products has been without reads for 2 of 3 minutes'],
      }),
    ],
    total: { requests: 1_200, failed: 0, checked: 120, stale: 0 },
  });
  expect(renderTimeline(timeline.soFar())).toMatch(/bridge-old .*table .*old .*12:10 .*4\.0 .*200 .*0 .*20 .*0/);
});

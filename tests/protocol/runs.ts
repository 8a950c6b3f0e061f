import { noFaults, type Scenario } from './scenario';

export const smallRuns: readonly Scenario[] = [
  { name: '1 wake-up', needs: [5], budget: noFaults },
  { name: '2 wake-ups', needs: [5, 4], budget: noFaults },
  { name: '2 wake-ups, 1 stop', needs: [5, 4], budget: { ...noFaults, stops: 1 } },
];

export const longRuns: readonly Scenario[] = [
  ...smallRuns,
  { name: '3 wake-ups, 1 stop', needs: [5, 4, 6], budget: { ...noFaults, stops: 1 } },
  { name: '2 wake-ups, 2 stops', needs: [5, 4], budget: { ...noFaults, stops: 2 } },
  {
    name: '2 wake-ups, 1 stop, 1 lost response, 1 late attempt',
    needs: [5, 4],
    budget: { ...noFaults, stops: 1, losses: 1, lates: 1 },
  },
  { name: '2 wake-ups, 1 stop, 1 duplicate', needs: [5, 4], budget: { ...noFaults, stops: 1, duplicates: 1 } },
];

import { ledgerConformance } from './ledger-conformance';
import { MemoryLedger } from './memory-ledger';

ledgerConformance('the ledger in memory', async () => new MemoryLedger());

test('contents that were kept are not touched by later writes', async () => {
  const ledger = new MemoryLedger();
  await ledger.append({ pk: 'a', sk: 'b', n: 1 });
  const kept = ledger.contents();

  await ledger.update({ key: { pk: 'a', sk: 'b' }, set: { n: 2 } });

  expect([...kept.values()]).toEqual([{ pk: 'a', sk: 'b', n: 1 }]);
  expect(new MemoryLedger(kept).contents()).toBe(kept);
});

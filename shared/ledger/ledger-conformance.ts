import { type Claim, startChangingUpdate, stopChangingUpdate } from './account-updates';
import type { Change } from './items';
import { accountKey, targetKey } from './keys';
import type { LedgerStore } from './store';
import {
  admitUpdate,
  countCrashUpdate,
  finishUpdate,
  freeUpdate,
  freezeUpdate,
  handOverUpdate,
  intendUpdate,
  lookUpdate,
  releaseUpdate,
  takeOverUpdate,
  thawUpdate,
  withdrawUpdate,
} from './target-updates';
import { absent, all, any, differs, equals, type Item, less } from './update';

/** What every store of the ledger must do, step by step of the protocol. Each test has a table of its own. */
export function ledgerConformance(name: string, open: () => Promise<LedgerStore>): void {
  describe(name, () => {
    let store: LedgerStore;
    beforeEach(async () => {
      store = await open();
    });
    const target = () => store.read(targetKey('t'));

    test('an item that was never written is undefined', async () => {
      expect(await target()).toBeUndefined();
    });

    test('the first to be admitted owns the target, the second only counts', async () => {
      const first = await store.update(admitUpdate('t', 'a', 10));
      const owned = { ...targetKey('t'), owner: 'a', admittedAt: 10, firstSeen: 10, wakeUps: 1 };
      const second = await store.update(admitUpdate('t', 'b', 20));

      expect(first).toEqual({ kind: 'done', item: {} });
      expect(second).toEqual({ kind: 'done', item: owned });
      expect(await target()).toEqual({ ...owned, wakeUps: 2 });
    });

    test('a repeated admission is known by the item as it was, counts once more and changes nothing else', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      const owned = await target();

      expect(await store.update(admitUpdate('t', 'a', 10))).toEqual({ kind: 'done', item: owned });
      expect(await target()).toEqual({ ...owned, wakeUps: 2 });
    });

    test('a target is taken over from the named owner only, and again by who has it', async () => {
      await store.update(admitUpdate('t', 'dead', 10));
      await store.update(lookUpdate('t', 'dead'));

      expect(await store.update(takeOverUpdate('t', 'b', 'somebody', 30))).toEqual({ kind: 'refused' });
      expect(await store.update(takeOverUpdate('t', 'b', 'dead', 30))).toMatchObject({
        item: { owner: 'b', admittedAt: 30 },
      });
      expect(await store.update(takeOverUpdate('t', 'c', 'dead', 40))).toEqual({ kind: 'refused' });
      expect(await store.update(takeOverUpdate('t', 'b', 'dead', 30))).toMatchObject({ kind: 'done' });
      expect(await target()).not.toHaveProperty('looking');
    });

    test('only the owner looks', async () => {
      await store.update(admitUpdate('t', 'a', 10));

      expect(await store.update(lookUpdate('t', 'b'))).toEqual({ kind: 'refused' });
      expect(await store.update(lookUpdate('t', 'a'))).toMatchObject({ item: { looking: 'a', wakeUps: 1 } });
    });

    test('a target is released only as it was seen', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(lookUpdate('t', 'a'));
      await store.update(admitUpdate('t', 'b', 20));

      expect(await store.update(releaseUpdate('t', 'a', 1, 'well'))).toEqual({ kind: 'refused' });
      expect(await store.update(releaseUpdate('t', 'b', 2, 'well'))).toEqual({ kind: 'refused' });
      expect(await store.update(releaseUpdate('t', 'a', 2, 'well'))).toEqual({
        kind: 'done',
        item: { ...targetKey('t'), firstSeen: 10, wakeUps: 2 },
      });
    });

    test('a good end resets the crashes, a failed one does not', async () => {
      await store.update(countCrashUpdate('t', 'x'));
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(releaseUpdate('t', 'a', 1, 'failed'));
      expect(await target()).toMatchObject({ crashes: 1 });

      await store.update(admitUpdate('t', 'b', 20));
      await store.update(releaseUpdate('t', 'b', 2, 'well'));
      expect(await target()).not.toHaveProperty('crashes');
    });

    test('a hand-over lets go whatever was counted, and counts a failure once', async () => {
      await store.update(admitUpdate('t', 'a', 10));

      expect(await store.update(handOverUpdate('t', 'a', 'failed'))).toMatchObject({ item: { crashes: 1 } });
      expect(await store.update(handOverUpdate('t', 'a', 'failed'))).toEqual({ kind: 'refused' });
      expect(await target()).not.toHaveProperty('owner');
    });

    test('a crash is counted once, however often it is reported', async () => {
      expect(await store.update(countCrashUpdate('t', 'x'))).toMatchObject({ item: { crashes: 1 } });
      expect(await store.update(countCrashUpdate('t', 'x'))).toEqual({ kind: 'refused' });
      expect(await store.update(countCrashUpdate('t', 'y'))).toMatchObject({ item: { crashes: 2 } });
    });

    test('a dead owner is freed by its name only, and its intent stays', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(intendUpdate('t', aChange({ execution: 'a' })));

      expect(await store.update(freeUpdate('t', 'b'))).toEqual({ kind: 'refused' });
      expect(await store.update(freeUpdate('t', 'a'))).toMatchObject({ item: { change: { state: 'intended' } } });
      expect(await target()).not.toHaveProperty('owner');
    });

    test('an intent is the owner’s alone, and a frozen target takes none', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(freezeUpdate('t', { at: 1, by: 'me', reason: 'manual' }));

      expect(await store.update(intendUpdate('t', aChange({ execution: 'b' })))).toEqual({ kind: 'refused' });
      expect(await store.update(intendUpdate('t', aChange({ execution: 'a' })))).toEqual({ kind: 'refused' });

      await store.update(thawUpdate('t'));
      expect(await store.update(intendUpdate('t', aChange({ execution: 'a' })))).toMatchObject({ kind: 'done' });
    });

    test('an intent answers what stood there before, so that a repetition is known', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      const first = await store.update(intendUpdate('t', aChange({ attempt: '1' })));
      const second = await store.update(intendUpdate('t', aChange({ attempt: '2' })));

      expect(first).toMatchObject({ kind: 'done', item: { owner: 'a' } });
      expect(first.kind === 'done' && first.item).not.toHaveProperty('change');
      expect(second).toMatchObject({ kind: 'done', item: { change: { attempt: '1' } } });
    });

    test('an open intent of another decision is not overwritten', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(intendUpdate('t', aChange({ decision: 'd1', round: 1 })));

      expect(await store.update(intendUpdate('t', aChange({ decision: 'd2', round: 2 })))).toEqual({ kind: 'refused' });
    });

    test('only the attempt that wrote the intent last takes it back', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(intendUpdate('t', aChange({ attempt: '1' })));
      await store.update(intendUpdate('t', aChange({ attempt: '2' })));

      expect(await store.update(withdrawUpdate('t', 'd1', '1'))).toEqual({ kind: 'refused' });
      expect(await store.update(withdrawUpdate('t', 'd1', '2'))).toMatchObject({
        item: { change: { state: 'withdrawn' } },
      });
    });

    test('a decision that was taken back comes no second time; a later round and another owner go over it', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(intendUpdate('t', aChange({ decision: 'd1', round: 1 })));
      await store.update(withdrawUpdate('t', 'd1', '1'));

      expect(await store.update(intendUpdate('t', aChange({ decision: 'd1', round: 1 })))).toEqual({ kind: 'refused' });
      expect(await store.update(intendUpdate('t', aChange({ decision: 'd2', round: 2 })))).toMatchObject({
        kind: 'done',
      });

      await store.update(finishUpdate('t', { execution: 'a', decision: 'd2' }));
      await store.update(takeOverUpdate('t', 'b', 'a', 50));
      const change = aChange({ decision: 'd3', round: 1, execution: 'b' });
      expect(await store.update(intendUpdate('t', change))).toMatchObject({ kind: 'done' });
    });

    test('the end of a change is kept once, with what it means for later decisions', async () => {
      await store.update(admitUpdate('t', 'a', 10));
      await store.update(intendUpdate('t', aChange({})));
      const finish = {
        execution: 'a',
        decision: 'd1',
        lastChange: { kind: 'set-billing-mode', direction: 'other', completedAtMs: 1.5 },
        modeSwitches: [{ table: 'x', atMs: 7 }],
        announced: 'applied',
      } as const;

      expect(await store.update(finishUpdate('t', finish))).toMatchObject({
        item: {
          change: { state: 'done', decision: 'd1' },
          lastChange: finish.lastChange,
          modeSwitches: finish.modeSwitches,
          announced: 'applied',
        },
      });
      expect(await store.update(finishUpdate('t', finish))).toEqual({ kind: 'refused' });
    });

    test('one execution changes something at a time in the account', async () => {
      const [a, b] = ['a', 'b'].map((execution) => ({ execution, target: 't', attempt: '1', nowMs: 1 })) as [
        Claim,
        Claim,
      ];

      expect(await store.update(startChangingUpdate(a))).toMatchObject({ item: { changing: 'a', changingBy: '1' } });
      expect(await store.update(startChangingUpdate({ ...a, attempt: '2' }))).toMatchObject({ kind: 'done' });
      expect(await store.update(startChangingUpdate(b))).toEqual({ kind: 'refused' });
      expect(await store.update(stopChangingUpdate('b'))).toEqual({ kind: 'refused' });
      expect(await store.update(stopChangingUpdate('a', '1'))).toEqual({ kind: 'refused' });
      expect(await store.update(stopChangingUpdate('a', '2'))).toEqual({ kind: 'done', item: accountKey });
      expect(await store.update(startChangingUpdate(b))).toMatchObject({ kind: 'done' });
      expect(await store.update(stopChangingUpdate('b'))).toEqual({ kind: 'done', item: accountKey });
    });

    test('a refused update leaves no item behind', async () => {
      expect(await store.update(freeUpdate('t', 'a'))).toEqual({ kind: 'refused' });
      expect(await target()).toBeUndefined();
    });

    test.each([
      ['absent, of something absent', absent('x'), true],
      ['equals, of something absent', equals('x', 1), false],
      ['differs, of something absent', differs('x', 1), false],
      ['less, of something absent', less('x', 1), false],
      ['less, of something smaller', less('n', 6), true],
      ['less, of something equal', less('n', 5), false],
      ['less, of a text', less('s', 5), false],
      ['equals, of another type', equals('n', '5'), false],
      ['differs, of another type', differs('n', '5'), true],
      ['present, of null', { kind: 'present', path: 'z' } as const, true],
      ['inside a map', equals('m.a', 1), true],
      ['inside something that is no map', absent('s.a'), true],
      ['all and any', all(any(absent('n'), equals('n', 5)), differs('s', 'b')), true],
    ])('a condition holds or not: %s', async (_, when, holds) => {
      const key = targetKey('t');
      await store.update({ key, set: { n: 5, s: 'a', z: null, m: { a: 1 } } });

      expect((await store.update({ key, when, set: { touched: true } })).kind).toBe(holds ? 'done' : 'refused');
    });

    test('every kind of value comes back as it was', async () => {
      const value = {
        text: 'é',
        empty: '',
        list: [1, [2], { a: null }],
        map: {},
        no: false,
        big: 2 ** 53,
        small: 1e-7,
      };
      await store.update({ key: targetKey('t'), set: { value } });

      expect(await target()).toMatchObject({ value });
    });

    test('a row is written once and never changed', async () => {
      const row = { pk: 'p', sk: 's', n: 1 };

      expect(await store.append(row)).toBe('appended');
      expect(await store.append({ ...row, n: 2 })).toBe('exists');
      expect(await store.read(row)).toEqual(row);
    });

    test('rows are found between two keys, in both orders, up to a limit', async () => {
      for (const sk of ['a', 'b', 'c', 'd']) await store.append({ pk: 'p', sk });
      await store.append({ pk: 'q', sk: 'b' });
      const range = { pk: 'p', from: 'b', to: 'd', limit: 2 };
      const keys = (rows: readonly Item[]) => rows.map((row) => `${row.pk}${row.sk}`);

      expect(keys(await store.query({ ...range, order: 'oldest-first' }))).toEqual(['pb', 'pc']);
      expect(keys(await store.query({ ...range, order: 'newest-first' }))).toEqual(['pd', 'pc']);
    });

    test('rows come with the members that are asked for', async () => {
      await store.append({ pk: 'p', sk: 'a', outcome: 'held', inputs: 'large', decision: null });
      const range = { pk: 'p', from: 'a', to: 'a', limit: 2, order: 'oldest-first' } as const;

      const rows = await store.query({ ...range, members: ['outcome', 'decision', 'absent'] });

      expect(rows).toEqual([{ outcome: 'held', decision: null }]);
    });
  });
}

export function aChange(parts: Partial<Change>): Change {
  return {
    state: 'intended',
    decision: 'd1',
    kind: 'set-node-count',
    resource: 'c',
    from: 3,
    to: 5,
    at: 1,
    execution: 'a',
    round: 1,
    attempt: '1',
    ...parts,
  };
}

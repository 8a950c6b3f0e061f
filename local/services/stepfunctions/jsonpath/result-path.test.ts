import type { Json } from '../json';
import { parsePath } from './parse-path';
import { placeAt } from './result-path';

describe('ResultPath', () => {
  test.each<[string, Json, Json, Json]>([
    ['$', { a: 1 }, 2, 2],
    ['$.r', { a: 1 }, 2, { a: 1, r: 2 }],
    ['$.a', { a: 1 }, 2, { a: 2 }],
    ['$.x.y', { x: { z: 2 } }, 1, { x: { z: 2, y: 1 } }],
    ['$.new.deep.place', {}, 1, { new: { deep: { place: 1 } } }],
    ['$.l[1]', { l: [1, 2] }, 9, { l: [1, 9] }],
  ])('%s into %j', (path, input, result, expected) => {
    expect(placeAt(parsePath(path).steps, input, result)).toEqual({ placed: true, value: expected });
  });

  test.each<[string, Json]>([
    ['$.a.b', { a: 'text' }],
    ['$.a', [1]],
    ['$.l[5]', { l: [1] }],
    ['$.l[0]', { l: {} }],
  ])('%s does not fit %j', (path, input) => {
    expect(placeAt(parsePath(path).steps, input, 1)).toMatchObject({ placed: false });
  });

  test('the input is not changed', () => {
    const input = { x: { z: 2 } };

    placeAt(parsePath('$.x.y').steps, input, 1);

    expect(input).toEqual({ x: { z: 2 } });
  });
});

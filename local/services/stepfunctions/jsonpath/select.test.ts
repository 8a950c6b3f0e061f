import type { Json } from '../json';
import { parsePath } from './parse-path';
import { isReference } from './path';
import { select } from './select';

const store: Json = {
  store: {
    book: [
      { category: 'reference', author: 'Rees', title: 'Sayings', price: 8.95 },
      { category: 'fiction', author: 'Waugh', title: 'Sword', price: 12.99 },
      { category: 'fiction', author: 'Melville', title: 'Moby Dick', price: 8.99, isbn: '0-553' },
    ],
    bicycle: { color: 'red', price: 19.95 },
  },
  'odd key': { "it's": 1 },
  empty: [],
  nothing: null,
};

describe('JSONPath', () => {
  test.each<[string, Json]>([
    ['$.store.bicycle.color', 'red'],
    ["$['store']['bicycle']['color']", 'red'],
    ['$["store"].bicycle.color', 'red'],
    ["$['odd key']['it\\'s']", 1],
    ['$.store.book[0].author', 'Rees'],
    ['$.store.book[-1].author', 'Melville'],
    ['$.store.book[*].author', ['Rees', 'Waugh', 'Melville']],
    ['$..author', ['Rees', 'Waugh', 'Melville']],
    ['$.store..price', [8.95, 12.99, 8.99, 19.95]],
    ['$.store.bicycle.*', ['red', 19.95]],
    ['$.store.book[0,2].title', ['Sayings', 'Moby Dick']],
    ['$.store.book[0:2].title', ['Sayings', 'Sword']],
    ['$.store.book[1:].title', ['Sword', 'Moby Dick']],
    ['$.store.book[-2:].title', ['Sword', 'Moby Dick']],
    ['$.store.book[::2].title', ['Sayings', 'Moby Dick']],
    ["$.store.bicycle['color','price']", ['red', 19.95]],
    ['$.store.book[?(@.isbn)].title', ['Moby Dick']],
    ['$.store.book[?(!@.isbn)].title', ['Sayings', 'Sword']],
    ['$.store.book[?(@.price < 10)].title', ['Sayings', 'Moby Dick']],
    ["$.store.book[?(@.category == 'fiction' && @.price>10)].title", ['Sword']],
    ["$.store.book[?(@.author=='Rees'||@.author=='Waugh')].title", ['Sayings', 'Sword']],
    ['$.store.book[?(@.price < $.store.bicycle.price)].title', ['Sayings', 'Sword', 'Moby Dick']],
    ['$.store.book[?(@.title =~ /^s.*/i)].author', ['Rees', 'Waugh']],
    ['$.store.book[?(@.price > 100)]', []],
    ['$.store.book.length()', 3],
    ['$.store.book[*].price.sum()', 30.93],
    ['$.store.book[*].price.max()', 12.99],
    ['$.store.bicycle.keys()', ['color', 'price']],
    ['$.empty[*]', []],
    ['$.nothing', null],
    ['$', store],
  ])('%s selects', (path, expected) => {
    expect(select(parsePath(path).steps, store)).toEqual({ found: true, value: expected });
  });

  test.each([
    ['$.store.boat', "No results for path: $['store']['boat']"],
    ['$.boat.sail.colour', "Missing property in path $['boat']"],
    ['$.store.book[7]', "No results for path: $['store']['book'][7]"],
    ['$.nothing.more', "No results for path: $['nothing']['more']"],
    ['$.boat[*].x', "Missing property in path $['boat']"],
  ])('%s selects nothing', (path, reason) => {
    expect(select(parsePath(path).steps, store)).toEqual({ found: false, reason });
  });

  test.each(['', 'store', '$.', '$.a.', '$[', "$['a", '$[?(@.a ==)]', '$.a b', '$a.b(', '$.a.nope()', '$[a]'])(
    '%s is no path',
    (text) => {
      expect(() => parsePath(text)).toThrow(SyntaxError);
    },
  );

  test.each([
    ['$', { kind: 'input' }],
    ['$.a', { kind: 'input' }],
    ['$$.Execution.Id', { kind: 'context' }],
    ['$name.a[0]', { kind: 'variable', name: 'name' }],
  ])('%s has the root %j', (text, root) => {
    expect(parsePath(text).root).toEqual(root);
  });

  test.each([
    ['$', true],
    ['$.a.b[0]', true],
    ['$.a[*]', false],
    ['$..a', false],
    ['$.a[0:1]', false],
    ['$.a[-1]', false],
    ['$$.a', false],
    ['$v', false],
  ])('%s as a Reference Path: %s', (text, expected) => {
    expect(isReference(parsePath(text))).toBe(expected);
  });
});

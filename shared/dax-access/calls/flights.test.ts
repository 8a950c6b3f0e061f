import { Flights } from './flights';

test('a flight is found by its text and epoch until it is removed, among any number of others', () => {
  const flights = new Flights<string>();
  const texts = Array.from({ length: 2_000 }, (_, number) => `items\u0000id\u0001Sp${number}`);
  const all = texts.map((text) => flights.add(text, 1));
  expect(texts.every((text, at) => flights.find(text, 1) === all[at])).toBe(true);
  expect(flights.find(texts[0] as string, 2)).toBeUndefined();
  for (const [at, flight] of all.entries()) if (at % 2 === 0) flights.remove(flight);
  expect(texts.filter((text) => flights.find(text, 1) !== undefined)).toEqual(texts.filter((_, at) => at % 2 === 1));
});

test('the same item in two epochs are two flights', () => {
  const flights = new Flights<string>();
  const before = flights.add('a', 1);
  const after = flights.add('a', 2);
  flights.remove(before);
  expect(flights.find('a', 1)).toBeUndefined();
  expect(flights.find('a', 2)).toBe(after);
});

import { grouped, quantityText, rangeText } from './quantity-text';

test.each([
  [67_108_864, 'bytes/h', '64 MiB/h'],
  [1024, 'bytes/h', '1 KiB/h'],
  [1023, 'bytes/h', '1,023 bytes/h'],
  [1_610_612_736, 'bytes an hour', '1.5 GiB an hour'],
  [5 * 1024 ** 5, 'bytes', '5,120 TiB'],
  [0, 'bytes/h', '0 bytes/h'],
  [130_000, 'requests/s', '130,000 requests/s'],
  [85.25, '%', '85.25 %'],
  [-1_234_567, '', '-1,234,567'],
])('%d %s is said as %s', (value, unit, text) => {
  expect(quantityText(value, unit)).toBe(text);
});

test.each([
  [40, 70, '%', '40-70 %'],
  [1000, 20_000, 'requests/s', '1,000-20,000 requests/s'],
  [2 * 1024 ** 2, 64 * 1024 ** 2, 'bytes/h', '2-64 MiB/h'],
  [512, 64 * 1024 ** 2, 'bytes/h', '512 bytes/h to 64 MiB/h'],
])('from %d to %d %s is said as %s', (low, high, unit, text) => {
  expect(rangeText(low, high, unit)).toBe(text);
});

test('only whole parts are grouped, and what is no plain number is left alone', () => {
  expect(['999', '1000', '12345.67891', '1234567.00', '1e+21'].map(grouped)).toEqual([
    '999',
    '1,000',
    '12,345.67891',
    '1,234,567.00',
    '1e+21',
  ]);
});

import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Attributes = Readonly<Record<string, AttributeValue>>;

/** One text per item: the same for keys that DynamoDB takes for equal, whatever the order of names and the spelling of numbers. */
export function itemKey(table: string, key: Attributes): string {
  const names = Object.keys(key);
  if (names.length > 1) names.sort();
  let text = tableName(table);
  for (const name of names) text += `\u0000${name}\u0001${valueText(key[name])}`;
  return text;
}

/** A table may be named by its ARN too. */
export function tableName(table: string): string {
  return table.startsWith('arn:') ? (table.split(':table/')[1]?.split('/')[0] ?? table) : table;
}

function valueText(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return `S${value.S}`;
  if (value?.N !== undefined) return `N${numberText(value.N)}`;
  if (value?.B !== undefined) return `B${Buffer.from(value.B).toString('base64')}`;
  return '?';
}

const NUMBER = /^([+-]?)0*(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Digits and exponent, without zeros that say nothing: `1`, `1.0` and `10e-1` are one number. */
export function numberText(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text.trim()) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return NUMBER.test(text.trim()) ? '0' : text;
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}

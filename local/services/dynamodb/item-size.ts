import { isJson, type Json, listOf, textOf, type WireItem, type WireValue } from './json';

/** Bytes of an item as DynamoDB counts them: names and values in UTF-8, numbers by their digits, 3 bytes and 1 per entry for documents. */
export const itemBytes = (item: WireItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const valueBytes = (value: WireValue): number => {
  const [type = '', content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case 'S':
      return Buffer.byteLength(textOf(content) ?? '');
    case 'N':
      return numberBytes(textOf(content) ?? '0');
    case 'B':
      return base64Bytes(textOf(content) ?? '');
    case 'SS':
      return sum(content, (one) => Buffer.byteLength(one));
    case 'NS':
      return sum(content, numberBytes);
    case 'BS':
      return sum(content, base64Bytes);
    case 'L':
      return 3 + listOf(content).reduce((total, one) => total + 1 + valueBytes(one), 0);
    case 'M':
      return 3 + mapBytes(isJson(content) ? content : {});
    default:
      return 1;
  }
};

const mapBytes = (map: Json): number =>
  Object.entries(map).reduce(
    (total, [name, value]) => total + 1 + Buffer.byteLength(name) + valueBytes(isJson(value) ? value : {}),
    0,
  );

const sum = (content: unknown, bytesOf: (text: string) => number): number =>
  Array.isArray(content) ? content.reduce<number>((total, one) => total + bytesOf(String(one)), 0) : 0;

const base64Bytes = (text: string): number => Buffer.byteLength(text, 'base64');

/** About one byte per two significant digits, and one; a sign costs one more. */
const numberBytes = (text: string): number => {
  const [mantissa = ''] = text.toLowerCase().split('e');
  const digits = mantissa.replace(/[-+.]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (mantissa.startsWith('-') ? 1 : 0);
};

export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096));
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

import type { Shape } from './shape';
import { bytesOf, dateOf, timestampText } from './write-value';

/** The members of a struct as XML elements, without an element around them. */
export function writeXmlMembers(shape: Shape, value: Readonly<Record<string, unknown>>): string {
  let xml = '';
  for (const { name, shape: memberShape } of shape.members) {
    const member = value[name];
    if (member !== undefined && member !== null) {
      xml += writeElement(memberShape.traits.xmlName ?? name, memberShape, member);
    }
  }
  return xml;
}

function writeElement(tag: string, shape: Shape, value: unknown): string {
  if (shape.kind === 'list') {
    return writeList(tag, shape, value as readonly unknown[]);
  }
  if (shape.kind === 'map') {
    return writeMap(tag, shape, value as Readonly<Record<string, unknown>>);
  }
  if (shape.kind === 'struct') {
    return `<${tag}>${writeXmlMembers(shape, value as Readonly<Record<string, unknown>>)}</${tag}>`;
  }
  return `<${tag}>${escapeXml(writeScalar(shape, value))}</${tag}>`;
}

function writeList(tag: string, shape: Shape, items: readonly unknown[]): string {
  const flattened = shape.traits.xmlFlattened !== undefined;
  const itemTag = flattened ? tag : (shape.element.traits.xmlName ?? 'member');
  const xml = items.map((item) => writeElement(itemTag, shape.element, item)).join('');
  return flattened ? xml : `<${tag}>${xml}</${tag}>`;
}

function writeMap(tag: string, shape: Shape, map: Readonly<Record<string, unknown>>): string {
  const flattened = shape.traits.xmlFlattened !== undefined;
  const entryTag = flattened ? tag : 'entry';
  const xml = Object.entries(map)
    .filter(([, item]) => item !== undefined && item !== null)
    .map(
      ([key, item]) =>
        `<${entryTag}><key>${escapeXml(key)}</key>${writeElement('value', shape.element, item)}</${entryTag}>`,
    )
    .join('');
  return flattened ? xml : `<${tag}>${xml}</${tag}>`;
}

function writeScalar(shape: Shape, value: unknown): string {
  if (shape.kind === 'timestamp') {
    const date = dateOf(value);
    return timestampText(date, shape.timestampFormat) ?? (timestampText(date, 'date-time') as string);
  }
  return shape.kind === 'blob' ? bytesOf(value).toString('base64') : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ESCAPES[character] as string);
}

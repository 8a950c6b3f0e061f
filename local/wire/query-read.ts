import { ServiceError } from '../kernel/service-error';
import { type FieldNode, numberedChildren } from './form-fields';
import type { Member, Shape } from './shape';

/** `query`: lists are `A.member.1` unless flattened; `ec2-query`: always `A.1`, names by the EC2 rules. */
export type QueryDialect = 'query' | 'ec2-query';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Reads form fields by shape. The SDK has a writer for this form and no reader. */
export function readFields(shape: Shape, node: FieldNode, dialect: QueryDialect, path = ''): unknown {
  switch (shape.kind) {
    case 'struct':
      return readStruct(shape, node, dialect, path);
    case 'list':
      return listItems(shape, node, dialect).map((item, index) =>
        readFields(shape.element, item, dialect, `${path}.${index + 1}`),
      );
    case 'map':
      return readMap(shape, node, dialect, path);
    case 'unit':
      return {};
    default:
      return readScalar(shape, node.text ?? '', path);
  }
}

function readStruct(shape: Shape, node: FieldNode, dialect: QueryDialect, path: string): Record<string, unknown> {
  const output: Record<string, unknown> = {};
  for (const member of shape.members) {
    const child = node.children.get(fieldName(member, dialect));
    if (child !== undefined) {
      output[member.name] = readFields(
        member.shape,
        child,
        dialect,
        path === '' ? member.name : `${path}.${member.name}`,
      );
    }
  }
  return output;
}

function fieldName({ name, shape }: Member, dialect: QueryDialect): string {
  if (dialect === 'query') {
    return shape.traits.xmlName ?? name;
  }
  const base = shape.traits.ec2QueryName ?? shape.traits.xmlName ?? name;
  return base.charAt(0).toUpperCase() + base.slice(1);
}

function listItems(shape: Shape, node: FieldNode, dialect: QueryDialect): readonly FieldNode[] {
  if (dialect === 'ec2-query' || shape.traits.xmlFlattened !== undefined) {
    return numberedChildren(node);
  }
  const inner = node.children.get(shape.element.traits.xmlName ?? 'member') ?? node.children.get('member');
  return inner === undefined ? [] : numberedChildren(inner);
}

function readMap(shape: Shape, node: FieldNode, dialect: QueryDialect, path: string): Record<string, unknown> {
  const inner = shape.traits.xmlFlattened === undefined ? node.children.get('entry') : node;
  const entries = inner === undefined ? [] : numberedChildren(inner);
  return Object.fromEntries(
    entries.map((entry, index) => {
      const key = childOf(entry, ['key', 'Name'])?.text;
      const value = childOf(entry, ['value', 'Value']);
      if (key === undefined || value === undefined) {
        throw new ServiceError('SerializationException', `${path}.entry.${index + 1} must have a key and a value`);
      }
      return [key, readFields(shape.element, value, dialect, `${path}.${key}`)];
    }),
  );
}

/** Map entries are key and value; a few older models call them Name and Value. */
function childOf(node: FieldNode, names: readonly string[]): FieldNode | undefined {
  const name = names.find((candidate) => node.children.has(candidate));
  return name === undefined ? undefined : node.children.get(name);
}

function readScalar(shape: Shape, text: string, path: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const number = Number(text);
      if (text.trim() === '' || (Number.isNaN(number) && text !== 'NaN')) {
        throw wrongText(path, text, 'a number');
      }
      return number;
    }
    case 'boolean':
      if (text !== 'true' && text !== 'false') {
        throw wrongText(path, text, 'true or false');
      }
      return text === 'true';
    case 'timestamp': {
      const date = /^\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
      if (Number.isNaN(date.getTime())) {
        throw wrongText(path, text, 'a timestamp');
      }
      return date;
    }
    case 'blob':
      if (!BASE64.test(text)) {
        throw wrongText(path, text, 'base64 text');
      }
      return Buffer.from(text, 'base64');
    default:
      return text;
  }
}

function wrongText(path: string, text: string, wanted: string): ServiceError {
  return new ServiceError('SerializationException', `${path} must be ${wanted}, got "${text.slice(0, 80)}"`);
}

import { ServiceError } from '../kernel/service-error';
import { errorOnTheWire } from './common-error';
import type { Answer, AnswerContext, DoorRequest, WireForm } from './form';
import { type FieldNode, parseFields } from './form-fields';
import { type QueryDialect, readFields } from './query-read';
import { escapeXml, writeXmlMembers } from './xml-write';

/** AWS Query: a form with `Action`, answered in XML. */
export const queryForm: WireForm = {
  ...reading('query'),

  writeOutput({ name, output: shape }, output, context) {
    const members = writeXmlMembers(shape, (output ?? {}) as Readonly<Record<string, unknown>>);
    const result = shape.kind === 'unit' ? '' : `<${name}Result>${members}</${name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${context.request.id}</RequestId></ResponseMetadata>`;
    return xmlAnswer(200, `<${name}Response xmlns="${namespaceOf(context)}">${result}${metadata}</${name}Response>`);
  },

  writeError(error, context) {
    const { code, statusCode } = errorOnTheWire(error, context.model, 'query');
    const type = `<Type>${statusCode >= 500 ? 'Receiver' : 'Sender'}</Type>`;
    const inner = `<Error>${type}<Code>${code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
    const id = `<RequestId>${context.request.id}</RequestId>`;
    return xmlAnswer(statusCode, `<ErrorResponse xmlns="${namespaceOf(context)}">${inner}${id}</ErrorResponse>`);
  },
};

/** The dialect of Amazon EC2: other names in the form, no `Result` element, errors in a list. */
export const ec2QueryForm: WireForm = {
  ...reading('ec2-query'),

  writeOutput({ name, output: shape }, output, context) {
    const members = writeXmlMembers(shape, (output ?? {}) as Readonly<Record<string, unknown>>);
    const id = `<requestId>${context.request.id}</requestId>`;
    return xmlAnswer(200, `<${name}Response xmlns="${namespaceOf(context)}">${id}${members}</${name}Response>`);
  },

  writeError(error, context) {
    const { code, statusCode } = errorOnTheWire(error, context.model, 'ec2-query');
    const inner = `<Error><Code>${code}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
    const id = `<RequestID>${context.request.id}</RequestID>`;
    return xmlAnswer(statusCode, `<Response><Errors>${inner}</Errors>${id}</Response>`);
  },
};

function reading(dialect: QueryDialect): Pick<WireForm, 'name' | 'operationName' | 'readInput'> {
  return {
    name: dialect,
    operationName(request, model) {
      const fields = fieldsOf(request);
      const action = fields.children.get('Action')?.text;
      const version = fields.children.get('Version')?.text;
      if (model !== undefined && version !== model.entry.apiVersion) {
        throw new ServiceError(
          'UnknownOperationException',
          `Could not find operation ${action} for version ${version}; ${model.entry.signingName} has version ${model.entry.apiVersion}.`,
        );
      }
      return action;
    },
    readInput: (request, operation) => readFields(operation.input, fieldsOf(request), dialect) as object,
  };
}

const parsed = new WeakMap<DoorRequest, FieldNode>();

/** Fields come in the body, or in the query string of a GET. */
function fieldsOf(request: DoorRequest): FieldNode {
  const known = parsed.get(request);
  if (known !== undefined) {
    return known;
  }
  const fields = parseFields(request.method === 'GET' ? request.query : request.body.toString('utf8'));
  parsed.set(request, fields);
  return fields;
}

function namespaceOf({ model }: AnswerContext): string {
  return model?.entry.xmlNamespace ?? 'http://webservices.amazon.com/AWSFault/2005-15-09';
}

function xmlAnswer(statusCode: number, xml: string): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  };
}

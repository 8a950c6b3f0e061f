import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TranslateConfig } from '@aws-sdk/lib-dynamodb';
import { convertToAttr, convertToNative } from '@aws-sdk/util-dynamodb';
import type { Input, Operation, Output } from '../calls/operation';
import { inputShapes, outputShapes } from './shape';
import { translate, translateFields } from './translate';

/** Between native JavaScript values and attribute values, by the SDK's own rules and options. */
export class Translator {
  private readonly toAttribute: (value: unknown) => unknown;
  private readonly toNative: (value: unknown) => unknown;

  constructor({ marshallOptions, unmarshallOptions }: TranslateConfig = {}) {
    const into = { ...marshallOptions };
    const back = { ...unmarshallOptions };
    this.toAttribute = (value) =>
      typeof value === 'string' && value !== '' ? { S: value } : convertToAttr(value as never, into);
    this.toNative = (value) => {
      const { S } = value as { readonly S?: string };
      return S === undefined ? convertToNative(value as AttributeValue, back) : S;
    };
  }

  input<Name extends Operation>(operation: Name, document: unknown): Input<Name> {
    return translate(document, inputShapes[operation], this.toAttribute) as Input<Name>;
  }

  /** With what `beside` holds, which is taken over. */
  output<Name extends Operation>(operation: Name, output: Output<Name>, beside: Record<string, unknown> = {}): unknown {
    return translateFields(output as Record<string, unknown>, outputShapes[operation].fields, this.toNative, beside);
  }
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TranslateConfig } from '@aws-sdk/lib-dynamodb';
import { convertToAttr, convertToNative } from '@aws-sdk/util-dynamodb';
import type { Input, Operation, Output } from '../calls/operation';
import { inputShapes, outputShapes } from './shape';
import { translate } from './translate';

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

  output<Name extends Operation>(operation: Name, output: Output<Name>): unknown {
    return translate(output, outputShapes[operation], this.toNative);
  }
}

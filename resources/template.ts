/** The part of CloudFormation that the fragments write. Intrinsic functions are plain objects. */
export type Intrinsic = { readonly Ref: string } | { readonly 'Fn::Sub': string } | { readonly 'Fn::GetAtt': string[] };
export type Value =
  | string
  | number
  | boolean
  | Intrinsic
  | readonly Value[]
  | { readonly [key: string]: Value | undefined };

export interface Resource {
  readonly Type: string;
  readonly Properties: { readonly [key: string]: Value };
}
export type Resources = Readonly<Record<string, Resource>>;

/** `cache-memory-high` -> `CacheMemoryHigh`; a character that a logical id may not have is spelled by its code, so that no two names meet. */
export function logicalId(...parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.split('-'))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/[^A-Za-z0-9]/g, (character) => `X${character.charCodeAt(0).toString(16)}`);
}

/** An ARN in the account and Region of the stack. */
export const arn = (service: string, resource: string): Intrinsic => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

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
  readonly DependsOn?: string;
  readonly DeletionPolicy?: 'Retain';
  readonly UpdateReplacePolicy?: 'Retain';
  readonly Properties: { readonly [key: string]: Value };
}

export interface Output {
  readonly Description: string;
  readonly Value: Value;
}
export type Outputs = Readonly<Record<string, Output>>;

export type Resources = Readonly<Record<string, Resource>>;

/**
 * `cache-memory-high` -> `CacheMemoryHigh`. Whatever else a logical id may not have is spelled by its code (`.` -> `X2e`), and so are
 * capitals and a word that begins with x, so that no two names meet in one id.
 */
export function logicalId(...parts: readonly string[]): string {
  return `-${parts.join('-')}`.replace(/-([a-wyz])|[^a-z0-9]/g, (character, letter?: string) =>
    letter === undefined ? `X${character.charCodeAt(0).toString(16).padStart(2, '0')}` : letter.toUpperCase(),
  );
}

/** An ARN in the account and Region of the stack. */
export const arn = (service: string, resource: string): Intrinsic => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
});

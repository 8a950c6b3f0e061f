import { ServiceError } from '../../kernel/service-error';

export const refused = (code: string, message: string): ServiceError => new ServiceError(code, message);

export const noSuchGroup = (groupId: string): ServiceError =>
  refused('InvalidGroup.NotFound', `The security group '${groupId}' does not exist`);

export const invalidValue = (message: string): ServiceError => refused('InvalidParameterValue', message);

export const notHere = (what: string): ServiceError =>
  refused('NotImplementedException', `The local platform does not have ${what}.`);

/** `DryRun` asks whether the call would be allowed: rights were judged before, so it would. */
export function stopIfDryRun({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun === true) {
    throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
}

/** Members that AWS would act upon and this platform would not are refused, not dropped. */
export function refuseMembers(input: object, names: readonly string[]): void {
  const given = names.find((name) => (input as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (given !== undefined) {
    throw notHere(`the parameter ${given} of EC2`);
  }
}

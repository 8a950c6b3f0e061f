/** Of AWS's own policies those are known that allow nothing which this platform has. */
const HARMLESS =
  /^arn:aws[a-z-]*:iam::aws:policy\/(service-role\/AWSLambda(BasicExecution|VPCAccessExecution)Role|AWSXRayDaemonWriteAccess)$/;

export function isHarmlessManagedPolicy(arn: string): boolean {
  return HARMLESS.test(arn);
}

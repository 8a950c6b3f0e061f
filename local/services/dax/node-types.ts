import { invalidValue } from './refusals';

/**
 * Names that CreateCluster takes. T2 to R5: the CloudFormation schema of AWS::DAX::Cluster. R7i: two sizes are in public use
 * (2026), no full list is published; the sizes of R5 are taken.
 */
const sizesByFamily: Readonly<Record<string, readonly string[]>> = {
  t2: ['small', 'medium'],
  t3: ['small', 'medium'],
  r3: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'],
  r4: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'],
  r5: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge'],
  r7i: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '12xlarge', '16xlarge', '24xlarge'],
};

export const nodeTypeNames: readonly string[] = Object.entries(sizesByFamily).flatMap(([family, sizes]) =>
  sizes.map((size) => `dax.${family}.${size}`),
);

export const nodeTypeOf = (given: string | undefined): string => {
  if (given === undefined || !nodeTypeNames.includes(given))
    throw invalidValue(`NodeType '${given ?? ''}' is not a DAX node type. Node types: ${nodeTypeNames.join(', ')}.`);
  return given;
};

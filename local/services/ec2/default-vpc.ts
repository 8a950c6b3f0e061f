/** The default VPC that every account has, with one subnet per zone: the ones in which DAX's default subnet group lies. */
export const DEFAULT_VPC = { vpcId: 'vpc-0d4a8c1b2e3f40516', cidr: '172.31.0.0/16' } as const;

export interface Subnet {
  readonly subnetId: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly cidr: string;
}

export function defaultSubnets(region: string): readonly Subnet[] {
  return ['a', 'b', 'c'].map((letter, index) => ({
    subnetId: `subnet-0d4a8c1b2e3f4051${index}`,
    zone: `${region}${letter}`,
    zoneId: `${shortRegion(region)}-az${index + 1}`,
    cidr: `172.31.${index * 16}.0/20`,
  }));
}

/** `us-east-1` is `use1` in the ids of zones. */
function shortRegion(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  return `${area}${direction.charAt(0)}${number}`;
}

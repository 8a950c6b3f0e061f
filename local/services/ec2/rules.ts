import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { invalidValue, notHere, refused } from './refusals';

/** One rule of a security group: one protocol and range of ports, one peer. */
export interface Rule {
  readonly ruleId: string;
  readonly protocol: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly peer: Peer;
  readonly description?: string;
}

export type Peer =
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'ipv4' | 'ipv6'; readonly cidr: string };

const PROTOCOL_NAMES: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6' };
const MAX_PORT = 65_535;

/** Finds a group by what a rule says of it; throws where there is none. */
export type GroupIdOf = (named: { readonly GroupId?: string; readonly GroupName?: string }) => string;

export function rulesOf(permissions: readonly IpPermission[], groupIdOf: GroupIdOf): readonly Rule[] {
  return permissions.flatMap((permission) => {
    const { protocol, ...ports } = portsOf(permission);
    if ((permission.PrefixListIds ?? []).length > 0) {
      throw notHere('prefix lists');
    }
    const peers: readonly { readonly peer: Peer; readonly description: string | undefined }[] = [
      ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, GroupName, Description }) => ({
        peer: {
          kind: 'group' as const,
          groupId: groupIdOf({
            ...(GroupId === undefined ? {} : { GroupId }),
            ...(GroupName === undefined ? {} : { GroupName }),
          }),
        },
        description: Description,
      })),
      ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({
        peer: { kind: 'ipv4' as const, cidr: checkedCidr(CidrIp, 4) },
        description: Description,
      })),
      ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({
        peer: { kind: 'ipv6' as const, cidr: checkedCidr(CidrIpv6, 6) },
        description: Description,
      })),
    ];
    if (peers.length === 0) {
      throw refused('MissingParameter', 'The request must contain the parameter source: a group or an address range');
    }
    return peers.map(({ peer, description }) => ({
      ruleId: `sgr-${hexId()}`,
      protocol,
      ...ports,
      peer,
      ...(description === undefined ? {} : { description: checkedDescription(description) }),
    }));
  });
}

/** `-1` is every protocol and every port. */
function portsOf({ IpProtocol, FromPort, ToPort }: IpPermission): Pick<Rule, 'protocol' | 'fromPort' | 'toPort'> {
  if (IpProtocol === undefined || IpProtocol === '') {
    throw refused('MissingParameter', 'The request must contain the parameter ipProtocol');
  }
  const protocol = PROTOCOL_NAMES[IpProtocol] ?? IpProtocol.toLowerCase();
  if (protocol === '-1' || protocol === 'all') {
    return { protocol: '-1' };
  }
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'icmp' && protocol !== 'icmpv6') {
    throw invalidValue(`Invalid value '${IpProtocol}' for IP protocol. Unknown protocol.`);
  }
  const lowest = protocol.startsWith('icmp') ? -1 : 0;
  const fromPort = checkedPort(FromPort, lowest);
  const toPort = checkedPort(ToPort, lowest);
  if (toPort < fromPort && lowest === 0) {
    throw invalidValue(`Invalid TCP/UDP port range (${fromPort}:${toPort})`);
  }
  return { protocol, fromPort, toPort };
}

function checkedPort(port: number | undefined, lowest: number): number {
  if (port === undefined) {
    throw invalidValue('Invalid value for portRange. Must specify both from and to ports with TCP/UDP.');
  }
  if (!Number.isInteger(port) || port < lowest || port > MAX_PORT) {
    throw invalidValue(`Invalid value '${port}' for portRange. Must be a whole number from ${lowest} to ${MAX_PORT}.`);
  }
  return port;
}

function checkedCidr(cidr: string | undefined, family: 4 | 6): string {
  const [address = '', bits = ''] = (cidr ?? '').split('/');
  const mostBits = family === 4 ? 32 : 128;
  if (isIP(address) !== family || !/^\d{1,3}$/.test(bits) || Number(bits) > mostBits) {
    throw invalidValue(`CIDR block ${cidr} is malformed`);
  }
  return `${address}/${bits}`;
}

function checkedDescription(text: string): string {
  if (!/^[\w .:/()#,@[\]+=&;{}!$*-]{0,255}$/.test(text)) {
    throw invalidValue(
      'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    );
  }
  return text;
}

/** Two rules are the same when protocol, ports and peer are; descriptions do not count. */
export function keyOf({ protocol, fromPort, toPort, peer }: Rule): string {
  return `${protocol} ${fromPort} ${toPort} ${peer.kind === 'group' ? peer.groupId : peer.cidr}`;
}

/** A rule in the words of EC2's errors. */
export function ruleText(rule: Rule): string {
  const peer = rule.peer.kind === 'group' ? rule.peer.groupId : rule.peer.cidr;
  const protocol = rule.protocol === '-1' ? 'ALL' : rule.protocol.toUpperCase();
  const ports = rule.fromPort === undefined ? '' : `, from port: ${rule.fromPort}, to port: ${rule.toPort}`;
  return `peer: ${peer}, ${protocol}${ports}, ALLOW`;
}

/** Rules as `IpPermissions` shows them: one entry per protocol and range of ports. */
export function permissionsOf(rules: readonly Rule[], account: string): readonly object[] {
  return [...grouped(rules).values()].map((same) => {
    const [{ protocol, fromPort, toPort } = { protocol: '-1' }] = same;
    const described = ({ description }: Rule) => (description === undefined ? {} : { Description: description });
    return {
      IpProtocol: protocol,
      FromPort: fromPort,
      ToPort: toPort,
      UserIdGroupPairs: same.flatMap((rule) =>
        rule.peer.kind === 'group' ? [{ GroupId: rule.peer.groupId, UserId: account, ...described(rule) }] : [],
      ),
      IpRanges: same.flatMap((rule) =>
        rule.peer.kind === 'ipv4' ? [{ CidrIp: rule.peer.cidr, ...described(rule) }] : [],
      ),
      Ipv6Ranges: same.flatMap((rule) =>
        rule.peer.kind === 'ipv6' ? [{ CidrIpv6: rule.peer.cidr, ...described(rule) }] : [],
      ),
      PrefixListIds: [],
    };
  });
}

function grouped(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const byPorts = new Map<string, readonly Rule[]>();
  for (const rule of rules) {
    const key = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    byPorts.set(key, [...(byPorts.get(key) ?? []), rule]);
  }
  return byPorts;
}

export function hexId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 17);
}

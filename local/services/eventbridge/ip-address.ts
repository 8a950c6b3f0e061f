const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;

/** The address as hexadecimal digits, 8 for IPv4 and 32 for IPv6; undefined for text that is no address. */
export function addressDigits(text: string): string | undefined {
  if (IPV4.test(text)) {
    const parts = text.split('.').map(Number);
    return parts.every((part) => part <= 255) ? parts.map((part) => hex(part, 2)).join('') : undefined;
  }
  return IPV6.test(text) ? ipv6Digits(text) : undefined;
}

/** The lowest and the highest address of a CIDR block, as digits. Throws `RangeError` for what is none. */
export function cidrBounds(text: string): { readonly low: string; readonly high: string } {
  const parts = text.split('/');
  if (parts.length !== 2) {
    throw new RangeError("Malformed CIDR, one '/' required");
  }
  const [address = '', mask = ''] = parts;
  if (!/^[+-]?\d+$/.test(mask)) {
    throw new RangeError('Malformed CIDR, mask bits must be an integer');
  }
  const maskBits = Number(mask);
  if (maskBits < 0) {
    throw new RangeError('Malformed CIDR, mask bits must not be negative');
  }
  const digits = addressDigits(address);
  if (digits === undefined) {
    throw new RangeError(`Nonstandard IP address: ${address}`);
  }
  const bits = digits.length * 4;
  if (maskBits >= bits) {
    throw new RangeError(`IPv${bits === 32 ? 4 : 6} mask bits must be < ${bits}`);
  }
  const value = BigInt(`0x${digits}`);
  const free = (1n << BigInt(bits - maskBits)) - 1n;
  return { low: hex(value & ~free, digits.length), high: hex(value | free, digits.length) };
}

function ipv6Digits(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) {
    return undefined;
  }
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) {
    return undefined;
  }
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) {
    return undefined;
  }
  const digits = all.map((group) => group.padStart(4, '0').toUpperCase()).join('');
  // An IPv4 address in IPv6 clothes is that IPv4 address.
  return digits.startsWith(`${'0'.repeat(20)}FFFF`) ? digits.slice(24) : digits;
}

function hex(value: number | bigint, length: number): string {
  return value.toString(16).toUpperCase().padStart(length, '0');
}

import { isIPv4 } from 'node:net';

/** Whether a host name means this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIPv4(host) && host.startsWith('127.')) || host === '::1' || host === '[::1]';
}

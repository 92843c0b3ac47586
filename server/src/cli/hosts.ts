import { isIPv6 } from 'node:net';
import { type Arguments, UsageError } from './arguments.ts';

const HOST = /^(?:\w[\w-]*(?:\.[\w-]+)*|\[([\da-f:.]+)\])(?::([1-9]\d{0,4}))?$/i;

/** The hosts that --allow-host names; throws UsageError where one is none. */
export function allowedHostsOf(given: Arguments): readonly string[] {
  const hosts = given.all('allow-host');
  const wrong = hosts.find((host) => !isHost(host));
  if (wrong !== undefined) throw new UsageError(`--allow-host takes HOST or HOST:PORT, not ${wrong || 'nothing'}`);
  return hosts;
}

function isHost(text: string): boolean {
  const match = HOST.exec(text);
  if (!match) return isIPv6(text);
  const [, address, port = '1'] = match;
  return (address === undefined || isIPv6(address)) && Number(port) < 65536;
}

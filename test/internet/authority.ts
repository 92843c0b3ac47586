import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

/** What a host's certificate says, where a test wants it wrong. */
export interface Certificate {
  /** The name that it is for; the host's own. */
  readonly name?: string;
  /** Its last moment; a year from now. */
  readonly until?: Date;
}

/** A certificate authority that lives as long as the process and signs for any host. */
export interface Authority {
  /** Its own certificate in PEM, for a client to trust. */
  readonly certificate: string;
  /** What a TLS server needs to be this host. */
  issue(host: string, certificate?: Certificate): Promise<SecureContext>;
}

const DAY = 24 * 60 * 60 * 1000;
const KIND = { keyType: 'ec', algorithm: 'sha256' } as const;

/** Makes an authority with a key of its own, in some hundredths of a second. */
export async function createAuthority(): Promise<Authority> {
  const own = await generate([{ name: 'commonName', value: 'Authority of the loopback internet' }], {
    ...KIND,
    notBeforeDate: new Date(Date.now() - DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const ca = { key: own.private, cert: own.cert };
  return {
    certificate: own.cert,
    async issue(host, { name = host, until = new Date(Date.now() + 365 * DAY) } = {}) {
      const leaf = await generate([{ name: 'commonName', value: name.slice(0, 64) }], {
        ...KIND,
        ca,
        notBeforeDate: new Date(Math.min(Date.now(), until.getTime()) - DAY),
        notAfterDate: until,
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true },
          { name: 'extKeyUsage', serverAuth: true },
          { name: 'subjectAltName', altNames: [isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }] },
        ],
      });
      return createSecureContext({ key: leaf.private, cert: leaf.cert });
    },
  };
}

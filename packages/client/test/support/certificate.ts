import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface Certificate {
  readonly key: string
  readonly cert: string
}

const objectIds = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
}

/** One value in DER (ITU-T X.690 §8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(parts)
  const size = body.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts)
const objectId = (name: keyof typeof objectIds): Uint8Array => der(0x06, Buffer.from(objectIds[name]))
const integer = (...bytes: readonly number[]): Uint8Array => der(0x02, Buffer.from(bytes))
const bitString = (bytes: Uint8Array): Uint8Array => der(0x03, Buffer.from([0]), bytes)
const utcTime = (text: string): Uint8Array => der(0x17, Buffer.from(text))

/** A certificate for these hosts that is signed by nobody but itself (RFC 5280 §4.1). Tests alone trust it. */
export function selfSigned(hosts: readonly string[]): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(objectId('ecdsaWithSha256'))
  const toBeSigned = tbsCertificate(hosts, publicKey, algorithm)
  const signature = sign('sha256', toBeSigned, privateKey)
  const whole = Buffer.from(sequence(toBeSigned, algorithm, bitString(signature)))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
  }
}

function tbsCertificate(hosts: readonly string[], publicKey: KeyObject, algorithm: Uint8Array): Uint8Array {
  const name = sequence(
    der(0x31, sequence(objectId('commonName'), der(0x0c, Buffer.from('a test of Sojourn')))),
  )
  const dnsNames = hosts.map((host) => der(0x82, Buffer.from(host)))
  const alternatives = sequence(objectId('subjectAltName'), der(0x04, sequence(...dnsNames)))
  return sequence(
    der(0xa0, integer(2)),
    integer(1, ...randomBytes(8)),
    algorithm,
    name,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternatives)),
  )
}

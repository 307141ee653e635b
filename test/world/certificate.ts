import { generateKeyPairSync, sign } from 'node:crypto'

/** A key and its certificate, signed by itself, for a test that needs https; whoever asks must believe everybody. */
export function ownCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(objectId('2a8648ce3d040302'))
  const name = sequence(
    der(0x31, sequence(Buffer.concat([objectId('550403'), der(0x0c, Buffer.from('localhost'))]))),
  )
  const validity = sequence(Buffer.concat(['20200101000000Z', '20991231235959Z'].map(time)))
  const facts = sequence(
    Buffer.concat([
      der(0x02, Buffer.from([1])),
      algorithm,
      name,
      validity,
      name,
      publicKey.export({ type: 'spki', format: 'der' }),
    ]),
  )
  const signature = sign('sha256', facts, privateKey)
  const whole = sequence(Buffer.concat([facts, algorithm, der(0x03, Buffer.from([0, ...signature]))]))
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

/** Each thing in X.509 is a kind, a length and what it holds. */
function der(kind: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([kind, ...size]), content])
}

const sequence = (content: Buffer) => der(0x30, content)
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const time = (text: string) => der(0x18, Buffer.from(text))

import { SessionError } from '../../errors.ts'

// Why a response cannot give the browser a cookie, and what to do then.

export function headersSent(operation: string): SessionError {
  return new SessionError(
    'headers-sent',
    `${operation} needs to set a cookie, and the response's headers have been sent, or there is none, as on an upgrade. Do it in a request, before the first byte of the answer.`,
  )
}

export function insecureConnection(operation: string): SessionError {
  return new SessionError(
    'insecure-connection',
    `${operation} needs a Secure cookie, and this connection does not count as secure: the browser would drop it. Use https, set the option \`proxy\` (or Express' "trust proxy") behind a proxy that ends TLS, or set \`cookie.secure\` to "auto".`,
  )
}

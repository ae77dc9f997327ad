import type { SessionClientErrorCode } from './code.ts'

const hints: Record<SessionClientErrorCode, string> = {
  offline: 'check network and CORS; a redirect counts as no answer, for the endpoints never send one',
  timeout: 'no answer in time; try again',
  unavailable: 'the server answered 429 or 5xx; try again',
  'bad-answer': 'no session view, or one older than what is known; check url, and what answers there',
  refused: "check url and the server's allowedOrigins; the answer is in cause.response",
  aborted: 'by the caller or dispose()',
  'cookie-not-kept': 'there is no session after the sign-in; check SameSite, Secure and third-party blocking',
}

/** The end of an error message: what to check. */
export const hint = (code: SessionClientErrorCode): string => `: ${hints[code]}`

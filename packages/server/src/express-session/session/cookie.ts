// `express-session/session/cookie`, which apps and stores require by itself. `require()` answers the constructor.
export { Cookie as default, Cookie as 'module.exports' } from '../cookie.ts'

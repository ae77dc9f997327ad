// `express-session/session/session`, which apps and stores require by itself. `require()` answers the constructor.
export { Session as default, Session as 'module.exports' } from '../session.ts'

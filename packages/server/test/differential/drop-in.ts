import './silence.ts'
import session from '../../src/express-session/index.ts'
import type { SessionModule } from './session-module.ts'

/** What is to take the place of express-session. */
export const dropIn: SessionModule = session

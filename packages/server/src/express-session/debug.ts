import createDebug from 'debug'

/** Says what happens, where `DEBUG=express-session` asks for it. */
export const debug: createDebug.Debugger = createDebug('express-session')

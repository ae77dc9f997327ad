// Its own types would name `req.session` a second time, next to Sojourn's.
declare module 'express-session' {
  import type { RequestHandler } from 'express'

  export default function session(options: {
    name: string
    secret: string
    resave: boolean
    saveUninitialized: boolean
  }): RequestHandler
}

// Typings of others still speak of express-session, and so do modules of the app that nobody has changed yet.
import 'express-session'
import express from 'express'

declare module 'express-session' {
  interface SessionData {
    old: number
  }
}

express().get('/', (request, response) => {
  const old: number | undefined = request.session.old
  response.json({ old })
})

import type { Response } from 'express'
import { perform, type Scene } from './actions.ts'
import { toJson } from './plain.ts'
import type { Answer } from './program.ts'

/** Answers the request, in one of the ways in which apps do. */
export function answer(plan: Answer, scene: Scene): void | Promise<void> {
  const { request, response, next, recorder } = scene
  switch (plan.by) {
    case 'json':
      response.json(dataOf(request.session))
      return
    case 'send':
      response.send(plan.isBuffer ? Buffer.from(plan.body) : plan.body)
      return
    case 'end':
      response.end()
      return
    case 'end with':
      if (plan.hasLength) setLength(response, plan.body, plan.encoding)
      if (plan.encoding === undefined) response.end(plan.body)
      else response.end(plan.body, plan.encoding)
      return
    case 'end twice':
      response.end(plan.body)
      response.end(plan.body)
      return
    case 'writeHead':
      recorder.streams()
      response.writeHead(plan.status, {
        'Content-Type': 'text/plain',
        ...(plan.setsCookie && { 'Set-Cookie': 'app=1' }),
      })
      response.end(plan.body)
      return
    case 'pieces':
      return answerInPieces(plan, scene)
    case 'redirect':
      response.redirect(plan.to)
      return
    case 'status':
      response.status(plan.status).end()
      return
    case 'throw':
      throw new Error('the handler failed')
    case 'reject':
      return Promise.reject(new Error('the handler failed later'))
    case 'next':
      return next()
    case 'next with an error':
      return next(new Error('the handler passed this on'))
  }
}

type InPieces = Extract<Answer, { by: 'pieces' }>

function answerInPieces({ pieces, between, hasLength }: InPieces, scene: Scene): void | Promise<void> {
  const { response, recorder } = scene
  recorder.streams()
  if (hasLength) setLength(response, pieces.join(''))
  const [first = '', ...rest] = pieces
  response.write(first)
  const finish = (): void => {
    for (const piece of rest) response.write(piece)
    response.end()
  }
  const done = perform(between, scene)
  return done ? done.then(finish) : finish()
}

function setLength(response: Response, body: string, encoding?: BufferEncoding): void {
  response.setHeader('Content-Length', Buffer.byteLength(body, encoding))
}

/** The data of the session, without its cookie. */
function dataOf(session: unknown): unknown {
  const data = toJson(session)
  if (typeof data !== 'object' || data === null) return { session: data }
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== 'cookie'))
}

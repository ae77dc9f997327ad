import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { Response } from 'express'

/** What a handler sees while it answers; the same with and without a session. */
export type Log = (seen: unknown) => void

export interface Row {
  readonly name: string
  readonly method?: string
  readonly needsExpress?: boolean
  /** compression takes the callback for a body. */
  readonly isBrokenByCompression?: boolean
  /** morgan logs the property that was assigned later, and not the status that left. */
  readonly isLoggedWrong?: boolean
  readonly answer: (response: ServerResponse, log: Log, request: IncomingMessage) => unknown
}

/** Long enough for compression to start. */
export const long = 'The quick brown fox jumps over the lazy dog. '.repeat(200)
const thisFile = fileURLToPath(import.meta.url)

/** How a sent response shows itself: that it has ended, to who waits for the end. */
function look(response: ServerResponse, log: Log): void {
  log({ headersSent: response.headersSent })
  response.once('finish', () => log({ writableEnded: response.writableEnded }))
}

/** The code of what a call throws. */
function attempt(log: Log, name: string, call: () => unknown): void {
  try {
    call()
    log(`${name}: passed`)
  } catch (error) {
    log(`${name}: ${error instanceof Error && 'code' in error ? error.code : error}`)
  }
}

function express(answer: (response: Response) => unknown): Pick<Row, 'needsExpress' | 'answer'> {
  return { needsExpress: true, answer: (response) => answer(response as Response) }
}

export const rows: readonly Row[] = [
  {
    name: 'end',
    answer(response, log) {
      response.end('hello')
      look(response, log)
    },
  },
  {
    name: 'end of a long text',
    answer(response, log) {
      response.setHeader('Content-Type', 'text/plain')
      response.end(long)
      log(response.headersSent)
    },
  },
  {
    name: 'end without a body',
    answer(response, log) {
      response.end()
      look(response, log)
    },
  },
  {
    name: 'write and end',
    answer(response, log) {
      response.setHeader('Content-Type', 'text/plain')
      response.write(long)
      log(response.headersSent)
      response.write(Buffer.from(long))
      response.end('the end', 'utf8')
      log(response.headersSent)
    },
  },
  {
    name: 'writeHead with a phrase and headers',
    answer(response, log) {
      response.setHeader('X-Before', 'kept')
      response.writeHead(201, 'Made', { 'Content-Type': 'text/plain', 'X-Count': 3, 'X-Many': ['a', 'b'] })
      look(response, log)
      response.end('made')
      log(response.headersSent)
    },
  },
  {
    name: 'writeHead with a list of headers',
    answer: (response) =>
      response.writeHead(200, ['X-Many', 'a', 'X-Many', 'b', 'Content-Length', '2']).end('ok'),
  },
  {
    name: 'writeHead that Node.js refuses',
    answer(response, log) {
      attempt(log, 'status', () => response.writeHead(99))
      attempt(log, 'list', () => response.writeHead(200, ['X-Odd']))
      attempt(log, 'name', () => response.setHeader('not a name', 'x'))
      look(response, log)
      response.writeHead(202).end('fine')
    },
  },
  {
    name: 'flushHeaders',
    answer(response, log) {
      response.setHeader('Content-Type', 'text/plain')
      response.flushHeaders()
      look(response, log)
      response.end('flushed')
    },
  },
  {
    name: 'pipe',
    answer(response) {
      response.setHeader('Content-Type', 'text/plain')
      Readable.from(Array.from({ length: 50 }, () => long)).pipe(response)
    },
  },
  {
    name: 'pipeline',
    async answer(response, log) {
      response.setHeader('Content-Type', 'text/plain')
      await pipeline(
        Array.from({ length: 50 }, () => long),
        response,
      )
      log('done')
    },
  },
  {
    name: 'drain',
    answer(response, log) {
      response.setHeader('Content-Type', 'text/plain')
      // compression keeps each listener of `once`: Node.js would warn of an eleventh.
      let left = 10
      const go = (): void => {
        while (left-- > 0) if (!response.write(long.repeat(20))) return void response.once('drain', go)
        log('all written')
        response.end()
      }
      go()
    },
  },
  { name: 'HEAD', method: 'HEAD', answer: (response) => response.end(long) },
  {
    name: 'HEAD with a length',
    method: 'HEAD',
    answer: (response) => response.setHeader('Content-Length', '99999').end(),
  },
  {
    name: '204',
    answer(response) {
      response.statusCode = 204
      response.end()
    },
  },
  {
    name: '304',
    answer(response) {
      response.writeHead(304, { ETag: '"x"' })
      response.end()
    },
  },
  {
    name: 'callbacks and events, in order',
    answer(response, log) {
      response.on('finish', () => log('finish'))
      response.on('close', () => log('close'))
      response.write('one', () => log('one written'))
      response.write('two', 'utf8', () => log('two written'))
      response.end('three', () => log('ended'))
      log('returned')
    },
  },
  {
    name: 'end with nothing but a callback',
    isBrokenByCompression: true,
    answer: (response, log) => response.end(() => log('ended')),
  },
  {
    name: 'a second end',
    answer(response, log) {
      response.on('error', (error) => log(error.message))
      response.end('first')
      response.end(() => log('called'))
      response.end()
      look(response, log)
    },
  },
  {
    name: 'a second end with a body',
    answer(response, log) {
      response.on('error', (error) => log(error.message))
      response.end('first')
      response.end('second', (...given: unknown[]) => log(`called ${given}`))
    },
  },
  {
    name: 'a write after the end',
    answer(response, log) {
      response.on('error', (error) => log(error.message))
      response.end('first')
      log(response.write('late', (error) => log(`called: ${error?.message}`)))
    },
  },
  {
    name: 'headers after the end',
    isLoggedWrong: true,
    answer(response, log) {
      response.setHeader('X-Kept', 'yes')
      response.end('sent')
      attempt(log, 'setHeader', () => response.setHeader('X-Late', 'x'))
      attempt(log, 'appendHeader', () => response.appendHeader('X-Late', 'x'))
      attempt(log, 'setHeaders', () => response.setHeaders(new Map([['X-Late', 'x']])))
      attempt(log, 'removeHeader', () => response.removeHeader('X-Kept'))
      attempt(log, 'writeHead', () => response.writeHead(500))
      attempt(log, 'writeContinue', () => response.writeContinue())
      log([response.getHeader('X-Kept'), response.hasHeader('X-Late')])
    },
  },
  {
    name: 'headers after writeHead and a write',
    isLoggedWrong: true,
    answer(response, log) {
      response.writeHead(200, { 'X-Kept': 'yes' })
      attempt(log, 'setHeader', () => response.setHeader('X-Late', 'x'))
      attempt(log, 'writeHead', () => response.writeHead(500))
      response.write('a')
      attempt(log, 'removeHeader', () => response.removeHeader('X-Kept'))
      response.end('b')
    },
  },
  {
    name: 'a status after the end',
    isLoggedWrong: true,
    answer(response) {
      response.statusCode = 202
      response.end('accepted')
      response.statusCode = 500
      response.statusMessage = 'Late'
    },
  },
  {
    name: 'chunks that Node.js refuses',
    answer(response, log) {
      const write = response.write as (chunk: unknown) => boolean
      const end = response.end as (chunk: unknown) => void
      attempt(log, 'write 42', () => write.call(response, 42))
      attempt(log, 'write null', () => write.call(response, null))
      attempt(log, 'end 42', () => end.call(response, 42))
      response.end('fine')
    },
  },
  {
    name: 'trailers',
    answer(response) {
      response.setHeader('Trailer', 'X-Sum')
      response.write('body')
      response.addTrailers({ 'X-Sum': '4' })
      response.end()
    },
  },
  {
    name: 'early hints',
    answer(response) {
      response.writeProcessing()
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
      response.end('styled')
    },
  },
  {
    name: 'corked',
    answer(response) {
      response.cork()
      response.write('a')
      response.write('b')
      response.uncork()
      response.end('c')
    },
  },
  {
    name: 'a handler that throws',
    answer() {
      // Its stack is in the page that Express answers, and differs by who called.
      throw Object.assign(new Error('broken'), { status: 418, stack: 'Error: broken' })
    },
  },
  {
    name: 'a handler that throws after a write',
    answer(response) {
      response.write('part')
      throw new Error('broken')
    },
  },
  {
    name: 'a handler that throws after the end',
    answer(response) {
      response.setHeader('Content-Length', '5')
      response.end('whole')
      throw new Error('broken')
    },
  },
  {
    name: 'destroy',
    isLoggedWrong: true,
    answer(response, log) {
      response.on('close', () => log('close'))
      response.destroy()
      response.end('nobody reads this')
    },
  },
  { name: 'redirect', ...express((response) => response.redirect('/elsewhere')) },
  { name: 'send', ...express((response) => response.status(201).send(long)) },
  { name: 'json', ...express((response) => response.json({ long })) },
  { name: 'sendStatus', ...express((response) => response.sendStatus(404)) },
  { name: 'sendFile', ...express((response) => response.sendFile(thisFile)) },
  { name: 'download', ...express((response) => response.download(thisFile)) },
  {
    name: 'format',
    ...express((response) =>
      response.format({ json: () => response.json({ a: 1 }), html: () => response.send('<p>') }),
    ),
  },
  { name: 'cookies of the app', ...express((response) => response.cookie('theme', 'dark').send('dark')) },
]

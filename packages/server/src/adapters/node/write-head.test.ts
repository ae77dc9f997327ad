import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { setHead } from './write-head.ts'

test('several values under one name of a raw list stay several', () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  setHead(response as never, [200, ['Set-Cookie', ['a=1', 'b=2'], 'X-One', '1']])
  expect(response.getHeader('set-cookie')).toEqual(['a=1', 'b=2'])
  expect(response.getHeader('x-one')).toBe('1')
})
